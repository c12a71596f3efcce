package dev.hone.engine.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a Llama- or Qwen-style decoder.
 *
 * @param family whose {@code config.json} it is
 * @param feedForwardSize inner size of the SwiGLU block
 * @param maxPositions longest sequence
 * @param ropeScaling how Llama 3 stretches its rotary frequencies; null for none
 * @param attentionBias whether query, key and value projections have a bias (and, but for Qwen 2,
 *     the output projection)
 * @param queryKeyNorm whether queries and keys are normalised for each head (Qwen 3)
 * @param tiedEmbeddings whether the head is the embedding matrix itself
 * @param endTokens ids that end an answer; may be empty
 */
public record ModelConfig(
    Family family,
    int vocabularySize,
    int hiddenSize,
    int feedForwardSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int maxPositions,
    double normEpsilon,
    double ropeTheta,
    @Nullable RopeScaling ropeScaling,
    boolean attentionBias,
    boolean queryKeyNorm,
    boolean tiedEmbeddings,
    List<Integer> endTokens) {

  /** The architectures that are known. */
  public enum Family {
    LLAMA("llama", "LlamaForCausalLM"),
    QWEN2("qwen2", "Qwen2ForCausalLM"),
    QWEN3("qwen3", "Qwen3ForCausalLM");

    private final String modelType;
    private final String architecture;

    Family(String modelType, String architecture) {
      this.modelType = modelType;
      this.architecture = architecture;
    }

    /** As in {@code model_type}. */
    public String modelType() {
      return modelType;
    }

    /** As in {@code architectures}. */
    public String architecture() {
      return architecture;
    }
  }

  /** Llama 3.1's {@code rope_scaling} of type {@code llama3}. */
  public record RopeScaling(
      double factor,
      double lowFrequencyFactor,
      double highFrequencyFactor,
      int originalPositions) {}

  public ModelConfig {
    endTokens = List.copyOf(endTokens);
    check(vocabularySize > 0, "vocab_size");
    check(hiddenSize > 0, "hidden_size");
    check(feedForwardSize > 0, "intermediate_size");
    check(layers > 0, "num_hidden_layers");
    check(heads > 0, "num_attention_heads");
    check(keyValueHeads > 0 && heads % keyValueHeads == 0, "num_key_value_heads");
    check(headSize > 0 && headSize % 2 == 0, "head_dim");
    check(maxPositions > 0, "max_position_embeddings");
    check(normEpsilon > 0, "rms_norm_eps");
    check(ropeTheta > 0, "rope_theta");
  }

  private static void check(boolean good, String key) {
    if (!good) {
      throw new IllegalArgumentException(key + " is out of range or does not fit the others");
    }
  }

  /** A Llama with plain defaults, for models trained here. */
  public static ModelConfig llama(
      int vocabularySize,
      int hiddenSize,
      int feedForwardSize,
      int layers,
      int heads,
      int keyValueHeads,
      int maxPositions,
      List<Integer> endTokens) {
    return new ModelConfig(
        Family.LLAMA,
        vocabularySize,
        hiddenSize,
        feedForwardSize,
        layers,
        heads,
        keyValueHeads,
        hiddenSize / heads,
        maxPositions,
        1e-5,
        10_000,
        null,
        false,
        false,
        true,
        endTokens);
  }

  /** Floats of one position's queries. */
  public int querySize() {
    return heads * headSize;
  }

  /** Floats of one position's keys, and of its values. */
  public int keySize() {
    return keyValueHeads * headSize;
  }

  /** All weights, a tied head counted once. */
  public long parameters() {
    long sum = (long) vocabularySize * hiddenSize * (tiedEmbeddings ? 1 : 2) + hiddenSize;
    for (Projection projection : Projection.values()) {
      long out = projection.out(this);
      sum += layers * (out * projection.in(this) + (projection.biased(this) ? out : 0));
    }
    return sum + (long) layers * (2 * hiddenSize + (queryKeyNorm ? 2 * headSize : 0));
  }
}
