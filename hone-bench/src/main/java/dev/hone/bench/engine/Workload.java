package dev.hone.bench.engine;

import java.util.Arrays;
import java.util.Random;

/** The same random tokens for every contender. The arrays are shared: nobody writes to them. */
record Workload(NetworkShape shape, int[][] batch) {

  private static final int PROMPT_SHARE = 5;

  Workload(NetworkShape shape, long seed) {
    this(shape, random(shape, seed));
  }

  private static int[][] random(NetworkShape shape, long seed) {
    Random random = new Random(seed);
    int rows = Math.max(shape.batch(), EnginePlan.DECODING_BATCHES.getLast());
    int[][] batch = new int[rows][shape.sequence()];
    for (int[] row : batch) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(shape.vocabulary());
      }
    }
    return batch;
  }

  /** A batch of one optimizer step. */
  @Override
  public int[][] batch() {
    return Arrays.copyOf(batch, shape.batch());
  }

  /** Prompts of a fifth of the longest sequence. */
  int[][] prompts(int count) {
    int[][] prompts = new int[count][];
    for (int i = 0; i < count; i++) {
      prompts[i] = Arrays.copyOf(batch[i], shape.sequence() / PROMPT_SHARE);
    }
    return prompts;
  }

  /** Tokens to answer: prompt and answer fill four fifths of the longest sequence. */
  int newTokens() {
    return 3 * shape.sequence() / PROMPT_SHARE;
  }
}
