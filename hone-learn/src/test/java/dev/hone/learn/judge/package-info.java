@NullMarked
package dev.hone.learn.judge;

import org.jspecify.annotations.NullMarked;
