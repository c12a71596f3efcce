/** Every algorithm by name: inputs, knobs, sources, presets. */
@NullMarked
package dev.hone.learn.algorithm;

import org.jspecify.annotations.NullMarked;
