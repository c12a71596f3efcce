package dev.hone.bench.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Weights of a network under their Hugging Face names, row-major, {@code [out][in]} for matrices.
 *
 * @param tensors in file order
 */
public record NetworkWeights(NetworkShape shape, Map<String, Weight> tensors) {

  /** One tensor. The array is shared, not copied: nobody writes to it. */
  public record Weight(int[] dimensions, float[] values) {}

  /** As large as trained weights usually are, so that no shortcut for zeros or denormals helps. */
  private static final double DEVIATION = 0.05;

  /** Random weights; the same for the same seed. */
  public static NetworkWeights random(NetworkShape shape, long seed) {
    Random random = new Random(seed);
    Map<String, Weight> tensors = new LinkedHashMap<>();
    int hidden = shape.hidden();
    tensors.put("model.embed_tokens.weight", matrix(random, shape.vocabulary(), hidden));
    for (int layer = 0; layer < shape.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      tensors.put(prefix + "input_layernorm.weight", norm(random, hidden));
      tensors.put(prefix + "self_attn.q_proj.weight", matrix(random, hidden, hidden));
      tensors.put(
          prefix + "self_attn.k_proj.weight", matrix(random, shape.keyValueWidth(), hidden));
      tensors.put(
          prefix + "self_attn.v_proj.weight", matrix(random, shape.keyValueWidth(), hidden));
      tensors.put(prefix + "self_attn.o_proj.weight", matrix(random, hidden, hidden));
      tensors.put(prefix + "post_attention_layernorm.weight", norm(random, hidden));
      tensors.put(prefix + "mlp.gate_proj.weight", matrix(random, shape.feedForward(), hidden));
      tensors.put(prefix + "mlp.up_proj.weight", matrix(random, shape.feedForward(), hidden));
      tensors.put(prefix + "mlp.down_proj.weight", matrix(random, hidden, shape.feedForward()));
    }
    tensors.put("model.norm.weight", norm(random, hidden));
    return new NetworkWeights(shape, tensors);
  }

  /** The tensor of that name. */
  public Weight get(String name) {
    Weight weight = tensors.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return weight;
  }

  private static Weight matrix(Random random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (DEVIATION * random.nextGaussian());
    }
    return new Weight(new int[] {rows, columns}, values);
  }

  private static Weight norm(Random random, int width) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = (float) (1 + DEVIATION * random.nextGaussian());
    }
    return new Weight(new int[] {width}, values);
  }
}
