@NullMarked
package dev.hone.learn.vector;

import org.jspecify.annotations.NullMarked;
