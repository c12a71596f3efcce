@NullMarked
package dev.hone.store.sql;

import org.jspecify.annotations.NullMarked;
