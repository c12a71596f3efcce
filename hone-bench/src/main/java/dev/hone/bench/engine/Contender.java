package dev.hone.bench.engine;

/**
 * One implementation of the network, loaded with given weights. Owned by one thread: contenders
 * take turns, so that each has the machine to itself while it is timed.
 */
public interface Contender extends AutoCloseable {

  /** Short, for tables: {@code hone}, {@code libtorch}. */
  String name();

  /** What exactly ran, for the report: version, kernels, BLAS. */
  String details();

  /**
   * The predictions of every token but the first.
   *
   * @return logits, row-major {@code [tokens.length - 1][vocabulary]}
   */
  float[] logits(int[] tokens);

  /** Begins to train from the loaded weights. */
  Trainer trainer(Training training, int threads);

  /** Begins to decode with the loaded weights. */
  GreedyDecoder decoder(int threads);

  @Override
  void close();

  /** What is trained; AdamW (0.9, 0.999, 1e-8, no decay), gradient norm clipped at 1. */
  enum Training {
    FULL,
    /** Rank 8 on all seven projections, scale 2; the base is frozen. */
    LORA;

    public static final int RANK = 8;
    public static final double ALPHA = 16;
    public static final double LEARNING_RATE = 1e-3;
    public static final double BETA_1 = 0.9;
    public static final double BETA_2 = 0.999;
    public static final double EPSILON = 1e-8;
    public static final double MAXIMAL_NORM = 1.0;
  }

  /** Weights in training. */
  interface Trainer extends AutoCloseable {

    /**
     * Forward, cross-entropy of every token but each sequence's first, backward, clip, AdamW.
     *
     * @param batch sequences of equal length
     * @return mean loss of the predicted tokens, before the update
     */
    double step(int[][] batch);

    @Override
    void close();
  }

  /** Greedy decoding with a key-value cache. */
  interface GreedyDecoder extends AutoCloseable {

    /**
     * The most likely continuations.
     *
     * @param prompts of equal length
     * @param newTokens for each; no end token is looked for
     * @return {@code [prompts.length][newTokens]}
     */
    int[][] decode(int[][] prompts, int newTokens);

    @Override
    void close();
  }
}
