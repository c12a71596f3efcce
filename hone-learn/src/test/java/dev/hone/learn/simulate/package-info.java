@NullMarked
package dev.hone.learn.simulate;

import org.jspecify.annotations.NullMarked;
