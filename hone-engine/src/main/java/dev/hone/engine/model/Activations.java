package dev.hone.engine.model;

/** One replica's memory of a forward pass; kept from step to step and grown when needed. */
final class Activations {

  private final TrainingNetwork network;
  private int capacity;
  private LayerMemory[] layers = new LayerMemory[0];
  private float[] output = new float[0];

  Activations(TrainingNetwork network) {
    this.network = network;
  }

  /** Makes room for this many tokens. */
  void reserve(int tokens) {
    if (tokens <= capacity) {
      return;
    }
    // Drop the old arrays first: old and new need not fit into memory together.
    layers = new LayerMemory[0];
    output = new float[0];
    LayerMemory[] grown = new LayerMemory[network.config().layers()];
    for (int layer = 0; layer < grown.length; layer++) {
      grown[layer] = new LayerMemory(network, layer, tokens);
    }
    output = new float[Math.multiplyExact(tokens, network.config().hiddenSize())];
    layers = grown;
    capacity = tokens;
  }

  LayerMemory layer(int layer) {
    return layers[layer];
  }

  /** The residual stream after a layer: the next one's input, or the output. */
  float[] after(int layer) {
    return layer + 1 < layers.length ? layers[layer + 1].input : output;
  }

  float[] output() {
    return output;
  }
}
