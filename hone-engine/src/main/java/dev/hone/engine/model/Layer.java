package dev.hone.engine.model;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one block, weights or their gradients, found once by name.
 *
 * @param matrices by {@link Projection#ordinal()}
 * @param biases likewise; null where there is none
 */
record Layer(
    float[] inputNorm,
    float[] feedForwardNorm,
    float[][] matrices,
    float[] @Nullable [] biases,
    float @Nullable [] queryNorm,
    float @Nullable [] keyNorm) {

  static Layer of(int layer, ModelConfig config, Function<String, float[]> arrays) {
    float[][] matrices = new float[Projection.COUNT][];
    float[] @Nullable [] biases = new float[Projection.COUNT][];
    for (Projection projection : Projection.values()) {
      matrices[projection.ordinal()] = arrays.apply(WeightNames.matrix(layer, projection));
      if (projection.biased(config)) {
        biases[projection.ordinal()] = arrays.apply(WeightNames.bias(layer, projection));
      }
    }
    return new Layer(
        arrays.apply(WeightNames.inputNorm(layer)),
        arrays.apply(WeightNames.feedForwardNorm(layer)),
        matrices,
        biases,
        config.queryKeyNorm() ? arrays.apply(WeightNames.queryNorm(layer)) : null,
        config.queryKeyNorm() ? arrays.apply(WeightNames.keyNorm(layer)) : null);
  }

  float[] matrix(Projection projection) {
    return matrices[projection.ordinal()];
  }
}
