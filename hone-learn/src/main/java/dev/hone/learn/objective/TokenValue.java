package dev.hone.learn.objective;

/**
 * A loss of one token as a function of its log-probability.
 *
 * @param gradient d loss / d log-probability
 */
public record TokenValue(double loss, double gradient) {

  /** Both, so many times. */
  public TokenValue times(double factor) {
    return new TokenValue(factor * loss, factor * gradient);
  }

  /** Both, added. */
  public TokenValue plus(TokenValue other) {
    return new TokenValue(loss + other.loss, gradient + other.gradient);
  }
}
