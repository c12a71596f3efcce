package dev.hone.engine.model;

import dev.hone.core.VersionRef;
import org.jspecify.annotations.Nullable;

/** Takes snapshots of weights in training, to serve them under a working name. */
@FunctionalInterface
public interface Publisher {

  /**
   * Makes weights servable, replacing what had the name before.
   *
   * @param base never changes
   * @param adapter on top of the base, or null; never changes
   */
  void publish(VersionRef name, ModelWeights base, @Nullable LoraAdapter adapter);
}
