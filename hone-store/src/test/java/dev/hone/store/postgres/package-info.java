@NullMarked
package dev.hone.store.postgres;

import org.jspecify.annotations.NullMarked;
