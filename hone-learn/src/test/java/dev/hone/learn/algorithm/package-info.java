@NullMarked
package dev.hone.learn.algorithm;

import org.jspecify.annotations.NullMarked;
