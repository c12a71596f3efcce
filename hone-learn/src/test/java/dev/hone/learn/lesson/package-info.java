@NullMarked
package dev.hone.learn.lesson;

import org.jspecify.annotations.NullMarked;
