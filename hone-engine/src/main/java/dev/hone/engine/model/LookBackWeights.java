package dev.hone.engine.model;

import java.util.ArrayList;
import java.util.List;

/**
 * New weights that find it easy to copy. A few heads of the first two layers look at the token just
 * before, or two before, and the heads of the later layers hand on what they see. Copying needs
 * both, and a model spends its first millions of tokens on finding them (Olsson et al., "In-context
 * learning and induction heads"; Trockman and Kolter, "Mimetic initialization of self-attention
 * layers"). Everything else is random as ever, and these heads are trained like the rest.
 *
 * <p>How: every embedding gets the same small constant part. A query made of it alone, turned by
 * the rotary angle of {@code n} positions, agrees best with the key {@code n} positions back. A
 * head whose output matrix is the transpose of its value matrix writes back what it read.
 */
public final class LookBackWeights {

  /** The constant part, as a share of the deviation of an embedding's entries. */
  private static final double CONSTANT = 0.55;

  /** Logits that each of the fastest rotary pairs adds at the wanted distance. */
  private static final double[] PAIR_LOGITS = {6, 6, 4, 2};

  private static final double DEVIATION = 0.02;

  private LookBackWeights() {}

  /**
   * As {@link ModelWeights#random}, with heads that look back in the first two layers.
   *
   * @throws IllegalArgumentException if heads are too small for it
   */
  public static ModelWeights random(ModelConfig config, long seed) {
    if (config.headSize() < 2 * PAIR_LOGITS.length) {
      throw new IllegalArgumentException("head_dim must be at least " + 2 * PAIR_LOGITS.length);
    }
    List<Tensor> tensors = new ArrayList<>();
    ModelWeights plain = ModelWeights.random(config, seed);
    for (Tensor tensor : plain.tensors()) {
      float[] data = tensor.data().clone();
      for (int layer = 1; layer < config.layers(); layer++) {
        if (tensor.name().equals("model.layers." + layer + ".self_attn.o_proj.weight")) {
          handOn(data, plain.array("model.layers." + layer + ".self_attn.v_proj.weight"), config);
        }
      }
      if (tensor.name().equals(WeightNames.EMBEDDING)) {
        for (int i = 0; i < data.length; i++) {
          data[i] += (float) (CONSTANT * DEVIATION);
        }
      }
      for (int layer = 0; layer < Math.min(2, config.layers()); layer++) {
        String attention = "model.layers." + layer + ".self_attn.";
        int group = config.heads() / config.keyValueHeads();
        if (tensor.name().equals(attention + "k_proj.weight")) {
          turn(data, config, 0, 0);
        }
        if (tensor.name().equals(attention + "q_proj.weight")) {
          for (int head = 0; head < group; head++) {
            turn(data, config, head, -(1 + head % 2));
          }
        }
      }
      tensors.add(new Tensor(tensor.name(), tensor.shape(), data));
    }
    return new ModelWeights(config, tensors, null);
  }

  /** Adds rows that turn the constant part into a vector at these positions' rotary angles. */
  private static void turn(float[] matrix, ModelConfig config, int head, int positions) {
    int half = config.headSize() / 2;
    // after normalisation the constant part has this length along (1, 1, …)
    double length = CONSTANT / Math.sqrt(1 + CONSTANT * CONSTANT) * Math.sqrt(config.hiddenSize());
    for (int pair = 0; pair < PAIR_LOGITS.length; pair++) {
      double angle = positions * Math.pow(config.ropeTheta(), -2.0 * pair / config.headSize());
      double size = Math.sqrt(PAIR_LOGITS[pair] * Math.sqrt(config.headSize()));
      add(matrix, config, head * config.headSize() + pair, size * Math.cos(angle) / length);
      add(matrix, config, head * config.headSize() + pair + half, size * Math.sin(angle) / length);
    }
  }

  /** Makes the output matrix the transpose of the value matrix: what a head sees, it hands on. */
  private static void handOn(float[] output, float[] value, ModelConfig config) {
    int group = config.heads() / config.keyValueHeads();
    int size = config.headSize();
    for (int head = 0; head < config.heads(); head++) {
      for (int row = 0; row < size; row++) {
        for (int i = 0; i < config.hiddenSize(); i++) {
          output[i * config.querySize() + head * size + row] =
              value[((head / group) * size + row) * config.hiddenSize() + i];
        }
      }
    }
  }

  private static void add(float[] matrix, ModelConfig config, int row, double value) {
    float each = (float) (value / Math.sqrt(config.hiddenSize()));
    for (int i = 0; i < config.hiddenSize(); i++) {
      matrix[row * config.hiddenSize() + i] += each;
    }
  }
}
