package dev.hone.store;

/**
 * The most that a call can use, known before it is made, and what its tokens cost.
 *
 * @param promptTokens no prompt that is sent has more
 * @param completionTokens no answer has more
 */
public record CallBound(long promptTokens, long completionTokens, Price price) {

  public CallBound {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("a call has no fewer than 0 tokens");
    }
  }

  public long tokens() {
    return promptTokens + completionTokens;
  }

  /** In nanos. */
  public long cost() {
    return price.of(promptTokens, completionTokens);
  }
}
