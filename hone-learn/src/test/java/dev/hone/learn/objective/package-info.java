@NullMarked
package dev.hone.learn.objective;

import org.jspecify.annotations.NullMarked;
