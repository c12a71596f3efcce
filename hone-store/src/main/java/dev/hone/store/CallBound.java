package dev.hone.store;

/**
 * The most that a call can use, known before it is made, and what its tokens cost.
 *
 * @param promptTokens no prompt that is sent has more, or hardly ever: see {@code promptBytes}
 * @param completionTokens no answer has more
 * @param promptBytes length of the prompt's texts; what the prompt counts when nobody says, is
 *     reckoned from it. Where the two are the same, the bound is never exceeded: no token is
 *     shorter than a byte
 */
public record CallBound(long promptTokens, long completionTokens, Price price, long promptBytes) {

  /** Of a call that costs nothing; it is counted as a call all the same. */
  public static final CallBound NOTHING = new CallBound(0, 0, Price.FREE);

  public CallBound {
    if (promptTokens < 0 || completionTokens < 0 || promptBytes < 0) {
      throw new IllegalArgumentException("a call has no fewer than 0 tokens");
    }
  }

  /** As many prompt tokens as bytes at most. */
  public CallBound(long promptTokens, long completionTokens, Price price) {
    this(promptTokens, completionTokens, price, promptTokens);
  }

  public long tokens() {
    return promptTokens + completionTokens;
  }

  /** In nanos. */
  public long cost() {
    return price.of(promptTokens, completionTokens);
  }
}
