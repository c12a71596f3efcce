package dev.hone.store;

/**
 * What a model's tokens cost, in billionths ("nanos") of the unit of money that the configuration
 * uses.
 *
 * @param input for a million prompt tokens
 * @param output for a million completion tokens
 */
public record Price(long input, long output) {

  /** Costs nothing. */
  public static final Price FREE = new Price(0, 0);

  /** Billionths in one unit of money. */
  public static final long NANOS = 1_000_000_000L;

  /** The dearest price of a million tokens: 1000 units. More would not fit into the sums. */
  public static final long MOST = 1000 * NANOS;

  private static final long MILLION = 1_000_000;

  /** More tokens than any call has; keeps products within 64 bits. */
  private static final long MOST_TOKENS = 1_000_000_000L;

  public Price {
    if (input < 0 || output < 0 || input > MOST || output > MOST) {
      throw new IllegalArgumentException(
          "a price for a million tokens must be from 0 to " + MOST / NANOS);
    }
  }

  /** What a call costs, in nanos, rounded up. */
  public long of(long promptTokens, long completionTokens) {
    return part(promptTokens, input) + part(completionTokens, output);
  }

  private static long part(long tokens, long price) {
    long counted = Math.clamp(tokens, 0, MOST_TOKENS);
    return counted / MILLION * price + Math.ceilDiv(counted % MILLION * price, MILLION);
  }
}
