package dev.hone.engine.embedded;

/**
 * The embedded engine's bounds.
 *
 * @param threads that compute, for serving
 * @param maxStreams answers and scorings worked on at once; further ones wait in line. Each takes
 *     key-value memory for as many tokens as it has seen
 * @param maxWaiting most calls in line; a further one is refused with {@code OVERLOADED}
 * @param batchTokens most prompt tokens read in one round, over all calls; each answer that is
 *     under way gets its token in every round besides
 * @param prefillChunk most prompt tokens of one call read in one round, so that a long prompt does
 *     not hold up the others
 */
public record EmbeddedOptions(
    int threads, int maxStreams, int maxWaiting, int batchTokens, int prefillChunk) {

  public EmbeddedOptions {
    positive("threads", threads);
    positive("maxStreams", maxStreams);
    positive("maxWaiting", maxWaiting);
    positive("batchTokens", batchTokens);
    positive("prefillChunk", prefillChunk);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
  }

  /** All processors, 64 streams, 1,024 in line, 512 prompt tokens in a round, 128 of one call. */
  public static EmbeddedOptions defaults() {
    return new EmbeddedOptions(Runtime.getRuntime().availableProcessors(), 64, 1024, 512, 128);
  }
}
