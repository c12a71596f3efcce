/** From samples to a candidate version: curation, the training loop, checkpoints, stop rules. */
@NullMarked
package dev.hone.learn.trainer;

import org.jspecify.annotations.NullMarked;
