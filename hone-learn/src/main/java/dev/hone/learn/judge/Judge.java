package dev.hone.learn.judge;

import java.util.Optional;

/** Says what a step was worth, from what happened after it. Thread-safe. */
@FunctionalInterface
public interface Judge {

  /**
   * Judges a step.
   *
   * @return empty if this judge has nothing to say; that is not the same as neutral
   */
  Optional<Opinion> judge(Occasion occasion);
}
