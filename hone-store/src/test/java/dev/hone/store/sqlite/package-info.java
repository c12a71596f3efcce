@NullMarked
package dev.hone.store.sqlite;

import org.jspecify.annotations.NullMarked;
