@NullMarked
package dev.hone.learn.trainer;

import org.jspecify.annotations.NullMarked;
