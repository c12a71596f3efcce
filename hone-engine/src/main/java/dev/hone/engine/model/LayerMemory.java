package dev.hone.engine.model;

import org.jspecify.annotations.Nullable;

/** What one block's forward pass leaves for its backward pass, for some number of tokens. */
final class LayerMemory {

  /** The residual stream as it came in. */
  final float[] input;

  final float[] normedInput;
  final float[] inverseInput;
  final float[] queries;
  final float[] keys;
  final float[] values;
  final float[] context;
  final float[] logSums;

  /** The residual stream after attention. */
  final float[] middle;

  final float[] normedMiddle;
  final float[] inverseMiddle;
  final float[] gate;
  final float[] up;
  final float[] product;

  /** Queries and keys before their own norm; empty for models without one. */
  final float[] rawQueries;

  final float[] rawKeys;
  final float[] inverseQueries;
  final float[] inverseKeys;

  /** Inputs of the adapters' second factors, scaled; by projection, null if not adapted. */
  final float[] @Nullable [] low;

  LayerMemory(TrainingNetwork network, int layer, int tokens) {
    ModelConfig config = network.config();
    int hidden = tokens * config.hiddenSize();
    int query = tokens * config.querySize();
    int key = tokens * config.keySize();
    int inner = tokens * config.feedForwardSize();
    boolean norm = config.queryKeyNorm();
    input = new float[hidden];
    normedInput = new float[hidden];
    inverseInput = new float[tokens];
    queries = new float[query];
    keys = new float[key];
    values = new float[key];
    context = new float[query];
    logSums = new float[tokens * config.heads()];
    middle = new float[hidden];
    normedMiddle = new float[hidden];
    inverseMiddle = new float[tokens];
    gate = new float[inner];
    up = new float[inner];
    product = new float[inner];
    rawQueries = new float[norm ? query : 0];
    rawKeys = new float[norm ? key : 0];
    inverseQueries = new float[norm ? tokens * config.heads() : 0];
    inverseKeys = new float[norm ? tokens * config.keyValueHeads() : 0];
    low = new float[Projection.COUNT][];
    for (Projection projection : Projection.values()) {
      if (network.downPanels(TrainingNetwork.slot(layer, projection)) != null) {
        low[projection.ordinal()] = new float[tokens * network.rank()];
      }
    }
  }

  /** Floats that one token takes in one layer, for planning. */
  static long floats(ModelConfig config) {
    return 4L * config.hiddenSize()
        + 3L * config.querySize()
        + 3L * config.keySize()
        + 3L * config.feedForwardSize();
  }
}
