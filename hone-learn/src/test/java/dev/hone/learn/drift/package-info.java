@NullMarked
package dev.hone.learn.drift;

import org.jspecify.annotations.NullMarked;
