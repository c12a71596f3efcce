@NullMarked
package dev.hone.learn.release;

import org.jspecify.annotations.NullMarked;
