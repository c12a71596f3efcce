package dev.hone.bench.engine;

import dev.hone.bench.BenchException;

/**
 * The shape of a Llama-style decoder with a tied head, and of the batches it is trained on.
 *
 * @param name short, for tables
 * @param hidden width of the residual stream
 * @param feedForward width between the gate and up projections and the down projection
 * @param sequence tokens of a training sequence; also the most tokens a decoder must hold
 * @param batch training sequences in one optimizer step
 */
public record NetworkShape(
    String name,
    int hidden,
    int layers,
    int heads,
    int keyValueHeads,
    int feedForward,
    int vocabulary,
    int sequence,
    int batch) {

  public static final double NORM_EPSILON = 1e-5;
  public static final double ROPE_THETA = 10_000;

  public NetworkShape {
    if (hidden % heads != 0 || heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "heads (%d) must divide hidden (%d), key-value heads (%d) must divide heads"
              .formatted(heads, hidden, keyValueHeads));
    }
  }

  /** The starter policy's size: about 2.7 million parameters. */
  public static NetworkShape starter() {
    return new NetworkShape("starter", 192, 6, 6, 3, 512, 1536, 160, 32);
  }

  /** About 11 million parameters. */
  public static NetworkShape medium() {
    return new NetworkShape("medium", 320, 8, 5, 5, 896, 4096, 160, 16);
  }

  /** For a test: a few milliseconds a step. */
  public static NetworkShape tiny() {
    return new NetworkShape("tiny", 32, 2, 4, 2, 64, 320, 80, 2);
  }

  /** The shape of that name. */
  static NetworkShape named(String name) {
    return switch (name) {
      case "starter" -> starter();
      case "medium" -> medium();
      case "tiny" -> tiny();
      default ->
          throw new BenchException("there is no shape '" + name + "'; use starter, medium or tiny");
    };
  }

  public int headWidth() {
    return hidden / heads;
  }

  /** Values in one position's keys, or values, of one layer. */
  public int keyValueWidth() {
    return keyValueHeads * headWidth();
  }

  public long parameters() {
    long attention = 2L * hidden * hidden + 2L * hidden * keyValueWidth();
    long block = attention + 3L * hidden * feedForward + 2L * hidden;
    return (long) vocabulary * hidden + layers * block + hidden;
  }

  public int tokensPerStep() {
    return batch * sequence;
  }
}
