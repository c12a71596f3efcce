package dev.hone.engine.model;

import dev.hone.engine.tensor.Attention;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Products;
import dev.hone.engine.tensor.RowMath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Runs gradients back through the blocks of a {@link ForwardPass}. One thread's. */
final class BackwardPass {

  private final TrainingNetwork network;
  private final ModelConfig config;
  private final Products products;
  private final RowMath rows;
  private final Attention attention;
  private final Gradients gradients;
  private float[] keyPanels = new float[0];
  private float[] valuePanels = new float[0];
  private float[] dHidden = new float[0];
  private float[] dQueries = new float[0];
  private float[] dContext = new float[0];
  private float[] dKeys = new float[0];
  private float[] dValues = new float[0];
  private float[] dProduct = new float[0];
  private float[] dLow = new float[0];
  private float[] dHeads = new float[0];

  BackwardPass(TrainingNetwork network, Kernels kernels, Gradients gradients) {
    this.network = network;
    this.config = network.config();
    this.products = kernels.products();
    this.rows = kernels.rows();
    this.gradients = gradients;
    this.attention =
        new Attention(kernels, config.heads(), config.keyValueHeads(), config.headSize());
  }

  /**
   * Adds the batch's gradients.
   *
   * @param dStream gradient of the last block's output; becomes that of the embeddings
   */
  void run(MicroBatch batch, Activations activations, float[] dStream) {
    reserve(batch.tokens());
    for (int layer = config.layers() - 1; layer >= 0; layer--) {
      runLayer(batch, layer, activations.layer(layer), dStream);
    }
    float[] dEmbedding = gradients.embedding();
    if (dEmbedding != null) {
      int size = config.hiddenSize();
      int row = 0;
      for (int i = 0; i < batch.lengths().length; i++) {
        int[] tokens = batch.sequences().get(i).tokens();
        for (int position = 0; position < batch.lengths()[i]; position++) {
          rows.add(dStream, row * size, dEmbedding, tokens[position] * size, size);
          row++;
        }
      }
    }
  }

  private void reserve(int tokens) {
    if (dHidden.length < tokens * config.hiddenSize()) {
      dHidden = new float[tokens * config.hiddenSize()];
      dQueries = new float[tokens * config.querySize()];
      dContext = new float[tokens * config.querySize()];
      dKeys = new float[tokens * config.keySize()];
      dValues = new float[tokens * config.keySize()];
      dProduct = new float[tokens * config.feedForwardSize()];
      dLow = new float[tokens * network.rank()];
      dHeads = new float[config.queryKeyNorm() ? tokens * config.querySize() : 0];
    }
  }

  private void runLayer(MicroBatch batch, int layer, LayerMemory memory, float[] dStream) {
    Layer weights = network.layers().get(layer);
    Layer dWeights = gradients.layer(layer);
    int tokens = batch.tokens();
    int hidden = config.hiddenSize();

    back(layer, Projection.DOWN, memory, memory.product, dStream, tokens, dProduct, false);
    rows.swiGluGradient(memory.gate, memory.up, dProduct, 0, tokens * config.feedForwardSize());
    back(layer, Projection.GATE, memory, memory.normedMiddle, memory.gate, tokens, dHidden, false);
    back(layer, Projection.UP, memory, memory.normedMiddle, memory.up, tokens, dHidden, true);
    normGradient(
        memory.middle,
        weights.feedForwardNorm(),
        memory.inverseMiddle,
        dHidden,
        dStream,
        dWeights == null ? null : dWeights.feedForwardNorm(),
        tokens,
        hidden);

    back(layer, Projection.OUTPUT, memory, memory.context, dStream, tokens, dContext, false);
    attend(batch, memory);
    rotateBack(batch, dQueries, config.heads());
    rotateBack(batch, dKeys, config.keyValueHeads());
    headNormGradient(
        dQueries,
        memory.rawQueries,
        weights.queryNorm(),
        memory.inverseQueries,
        dWeights == null ? null : dWeights.queryNorm(),
        tokens * config.heads());
    headNormGradient(
        dKeys,
        memory.rawKeys,
        weights.keyNorm(),
        memory.inverseKeys,
        dWeights == null ? null : dWeights.keyNorm(),
        tokens * config.keyValueHeads());

    // Below the first block there is nothing to train but the embeddings.
    float[] dInput = layer > 0 || network.full() ? dHidden : null;
    back(layer, Projection.QUERY, memory, memory.normedInput, dQueries, tokens, dInput, false);
    back(layer, Projection.KEY, memory, memory.normedInput, dKeys, tokens, dInput, true);
    back(layer, Projection.VALUE, memory, memory.normedInput, dValues, tokens, dInput, true);
    if (dInput != null) {
      normGradient(
          memory.input,
          weights.inputNorm(),
          memory.inverseInput,
          dInput,
          dStream,
          dWeights == null ? null : dWeights.inputNorm(),
          tokens,
          hidden);
    }
  }

  private void normGradient(
      float[] x,
      float[] weight,
      float[] inverses,
      float[] dOut,
      float[] dx,
      float @Nullable [] dWeight,
      int count,
      int size) {
    for (int row = 0; row < count; row++) {
      rows.rmsNormGradient(
          x,
          row * size,
          weight,
          inverses[row],
          dOut,
          row * size,
          dx,
          row * size,
          dWeight == null ? dOut : dWeight,
          dWeight != null,
          size);
    }
  }

  private void headNormGradient(
      float[] d,
      float[] raw,
      float @Nullable [] weight,
      float[] inverses,
      float @Nullable [] dWeight,
      int count) {
    if (weight != null) {
      int size = config.headSize();
      Arrays.fill(dHeads, 0, count * size, 0);
      normGradient(raw, weight, inverses, d, dHeads, dWeight, count, size);
      System.arraycopy(dHeads, 0, d, 0, count * size);
    }
  }

  private void rotateBack(MicroBatch batch, float[] x, int heads) {
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
              -1);
        }
        row++;
      }
    }
  }

  private void attend(MicroBatch batch, LayerMemory memory) {
    Arrays.fill(dKeys, 0, batch.tokens() * config.keySize(), 0);
    Arrays.fill(dValues, 0, batch.tokens() * config.keySize(), 0);
    for (int i = 0; i < batch.lengths().length; i++) {
      int length = batch.lengths()[i];
      int key0 = batch.starts()[i] * config.keySize();
      int need = attention.panelFloats(length);
      if (keyPanels.length < need) {
        keyPanels = new float[need];
        valuePanels = new float[need];
      }
      attention.store(memory.keys, key0, config.keySize(), length, 0, keyPanels, 0);
      attention.store(memory.values, key0, config.keySize(), length, 0, valuePanels, 0);
      attention.backward(
          memory.queries,
          batch.starts()[i] * config.querySize(),
          config.querySize(),
          length,
          keyPanels,
          valuePanels,
          memory.keys,
          key0,
          config.keySize(),
          memory.context,
          dContext,
          memory.logSums,
          batch.starts()[i] * config.heads(),
          dQueries,
          dKeys,
          dValues);
    }
  }

  /**
   * Gradients of y = x·Wᵀ + bias + scale·(x·Aᵀ)·Bᵀ.
   *
   * @param dx gets the input's gradient, unless null
   * @param add adds to {@code dx}; otherwise replaces it
   */
  private void back(
      int layer,
      Projection projection,
      LayerMemory memory,
      float[] x,
      float[] dy,
      int tokens,
      float @Nullable [] dx,
      boolean add) {
    int in = projection.in(config);
    int out = projection.out(config);
    Layer dWeights = gradients.layer(layer);
    if (dWeights != null) {
      products.multiply(
          dy,
          0,
          1,
          out,
          out,
          products.view(x, 0, in, tokens, in),
          dWeights.matrix(projection),
          0,
          in,
          true);
      float[] @Nullable [] biases = dWeights.biases();
      float[] dBias = biases[projection.ordinal()];
      if (dBias != null) {
        for (int row = 0; row < tokens; row++) {
          rows.add(dy, row * out, dBias, 0, out);
        }
      }
    }
    if (dx != null) {
      float[] matrix = network.layers().get(layer).matrix(projection);
      products.multiply(
          dy, 0, out, 1, tokens, products.view(matrix, 0, in, out, in), dx, 0, in, add);
    }
    int slot = TrainingNetwork.slot(layer, projection);
    float[] dA = gradients.down(slot);
    float[] dB = gradients.up(slot);
    float[] low = memory.low[projection.ordinal()];
    if (dA != null && dB != null && low != null) {
      int rank = network.rank();
      float[] a =
          network.parameters().get(network.index(LoraAdapter.nameOfA(layer, projection))).value();
      float[] b =
          network.parameters().get(network.index(LoraAdapter.nameOfB(layer, projection))).value();
      products.multiply(
          dy, 0, 1, out, out, products.view(low, 0, rank, tokens, rank), dB, 0, rank, true);
      products.multiply(
          dy, 0, out, 1, tokens, products.view(b, 0, rank, out, rank), dLow, 0, rank, false);
      rows.scale(network.scale(), dLow, 0, tokens * rank);
      products.multiply(
          dLow, 0, 1, rank, rank, products.view(x, 0, in, tokens, in), dA, 0, in, true);
      if (dx != null) {
        products.multiply(
            dLow, 0, rank, 1, tokens, products.view(a, 0, in, rank, in), dx, 0, in, true);
      }
    }
  }
}
