package dev.hone.engine.model;

import dev.hone.engine.tensor.Attention;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import dev.hone.engine.tensor.RowMath;
import org.jspecify.annotations.Nullable;

/** Runs a micro-batch through the blocks and keeps what the gradient needs. One thread's. */
final class ForwardPass {

  private final TrainingNetwork network;
  private final ModelConfig config;
  private final Products products;
  private final RowMath rows;
  private final Attention attention;
  private float[] keyPanels = new float[0];

  ForwardPass(TrainingNetwork network, Kernels kernels) {
    this.network = network;
    this.config = network.config();
    this.products = kernels.products();
    this.rows = kernels.rows();
    this.attention =
        new Attention(kernels, config.heads(), config.keyValueHeads(), config.headSize());
  }

  void run(MicroBatch batch, Activations activations) {
    embed(batch, activations.layer(0).input);
    for (int layer = 0; layer < config.layers(); layer++) {
      runLayer(batch, layer, activations.layer(layer), activations.after(layer));
    }
  }

  private void embed(MicroBatch batch, float[] out) {
    int size = config.hiddenSize();
    int row = 0;
    for (int i = 0; i < batch.lengths().length; i++) {
      int[] tokens = batch.sequences().get(i).tokens();
      for (int position = 0; position < batch.lengths()[i]; position++) {
        System.arraycopy(network.embedding(), tokens[position] * size, out, row * size, size);
        row++;
      }
    }
  }

  private void runLayer(MicroBatch batch, int layer, LayerMemory memory, float[] out) {
    Layer weights = network.layers().get(layer);
    int tokens = batch.tokens();
    int hidden = tokens * config.hiddenSize();
    normalise(
        memory.input,
        weights.inputNorm(),
        memory.normedInput,
        memory.inverseInput,
        tokens,
        config.hiddenSize());
    project(layer, Projection.QUERY, memory, memory.normedInput, memory.queries, tokens, false);
    project(layer, Projection.KEY, memory, memory.normedInput, memory.keys, tokens, false);
    project(layer, Projection.VALUE, memory, memory.normedInput, memory.values, tokens, false);
    normaliseHeads(
        memory.queries,
        weights.queryNorm(),
        memory.rawQueries,
        memory.inverseQueries,
        tokens * config.heads());
    normaliseHeads(
        memory.keys,
        weights.keyNorm(),
        memory.rawKeys,
        memory.inverseKeys,
        tokens * config.keyValueHeads());
    rotate(batch, memory.queries, config.heads());
    rotate(batch, memory.keys, config.keyValueHeads());
    attend(batch, memory);
    System.arraycopy(memory.input, 0, memory.middle, 0, hidden);
    project(layer, Projection.OUTPUT, memory, memory.context, memory.middle, tokens, true);
    normalise(
        memory.middle,
        weights.feedForwardNorm(),
        memory.normedMiddle,
        memory.inverseMiddle,
        tokens,
        config.hiddenSize());
    project(layer, Projection.GATE, memory, memory.normedMiddle, memory.gate, tokens, false);
    project(layer, Projection.UP, memory, memory.normedMiddle, memory.up, tokens, false);
    rows.swiGlu(memory.gate, memory.up, memory.product, 0, tokens * config.feedForwardSize());
    System.arraycopy(memory.middle, 0, out, 0, hidden);
    project(layer, Projection.DOWN, memory, memory.product, out, tokens, true);
  }

  private void normalise(
      float[] x, float[] weight, float[] out, float[] inverses, int count, int size) {
    float epsilon = (float) config.normEpsilon();
    for (int row = 0; row < count; row++) {
      inverses[row] = rows.rmsNorm(x, row * size, weight, epsilon, out, row * size, size);
    }
  }

  private void normaliseHeads(
      float[] x, float @Nullable [] weight, float[] raw, float[] inverses, int count) {
    if (weight != null) {
      System.arraycopy(x, 0, raw, 0, count * config.headSize());
      normalise(raw, weight, x, inverses, count, config.headSize());
    }
  }

  private void rotate(MicroBatch batch, float[] x, int heads) {
    int row = 0;
    for (int length : batch.lengths()) {
      float[] table = network.rotary().upTo(length);
      for (int position = 0; position < length; position++) {
        for (int head = 0; head < heads; head++) {
          rows.rotate(
              x,
              (row * heads + head) * config.headSize(),
              config.headSize() / 2,
              table,
              position * network.rotary().stride(),
              1);
        }
        row++;
      }
    }
  }

  private void attend(MicroBatch batch, LayerMemory memory) {
    for (int i = 0; i < batch.lengths().length; i++) {
      int length = batch.lengths()[i];
      int start = batch.starts()[i];
      int need = attention.panelFloats(length);
      if (keyPanels.length < need) {
        keyPanels = new float[need];
      }
      attention.store(
          memory.keys, start * config.keySize(), config.keySize(), length, 0, keyPanels, 0);
      attention.forward(
          memory.queries,
          start * config.querySize(),
          config.querySize(),
          length,
          0,
          keyPanels,
          0,
          memory.values,
          start * config.keySize(),
          config.keySize(),
          memory.context,
          start * config.querySize(),
          config.querySize(),
          memory.logSums,
          start * config.heads());
    }
  }

  /** y = x·Wᵀ + bias + scale·(x·Aᵀ)·Bᵀ, or y += that. */
  private void project(
      int layer,
      Projection projection,
      LayerMemory memory,
      float[] x,
      float[] y,
      int tokens,
      boolean add) {
    int in = projection.in(config);
    int out = projection.out(config);
    int slot = TrainingNetwork.slot(layer, projection);
    products.multiply(x, 0, in, 1, tokens, network.packed().matrices()[slot], y, 0, out, add);
    float[] @Nullable [] biases = network.layers().get(layer).biases();
    float[] bias = biases[projection.ordinal()];
    if (bias != null) {
      for (int row = 0; row < tokens; row++) {
        rows.add(bias, 0, y, row * out, out);
      }
    }
    Panels down = network.downPanels(slot);
    Panels up = network.upPanels(slot);
    float[] low = memory.low[projection.ordinal()];
    if (down != null && up != null && low != null) {
      int rank = network.rank();
      products.multiply(x, 0, in, 1, tokens, down, low, 0, rank, false);
      rows.scale(network.scale(), low, 0, tokens * rank);
      products.multiply(low, 0, rank, 1, tokens, up, y, 0, out, true);
    }
  }
}
