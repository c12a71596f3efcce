package dev.hone.engine.model;

import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;

/**
 * A model's matrices packed for y = x·Wᵀ. Shared between threads once packed.
 *
 * @param matrices by layer * 7 + {@link Projection#ordinal()}
 * @param head the output matrix
 */
record PackedWeights(Panels[] matrices, Panels head) {

  static PackedWeights of(ModelWeights weights, Products products) {
    ModelConfig config = weights.config();
    Panels[] matrices = new Panels[config.layers() * Projection.COUNT];
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        matrices[layer * Projection.COUNT + projection.ordinal()] =
            products.packTransposed(
                weights.layers().get(layer).matrix(projection),
                projection.in(config),
                projection.out(config));
      }
    }
    return new PackedWeights(
        matrices,
        products.packTransposed(weights.head(), config.hiddenSize(), config.vocabularySize()));
  }

  Panels matrix(int layer, Projection projection) {
    return matrices[layer * Projection.COUNT + projection.ordinal()];
  }

  /** Packs a share of the matrices again, after the arrays they came from have changed. */
  void repack(TrainingNetwork network, Products products, int share, int shares) {
    for (int i = share; i < matrices.length; i += shares) {
      float[] matrix = network.layers().get(i / Projection.COUNT).matrices()[i % Projection.COUNT];
      products.packTransposed(matrix, matrices[i]);
    }
    if (matrices.length % shares == share) {
      products.packTransposed(network.head(), head);
    }
  }
}
