@NullMarked
package dev.hone.learn.calibrate;

import org.jspecify.annotations.NullMarked;
