package dev.hone.learn.objective;

/**
 * A loss of one token as a function of its log-probability.
 *
 * @param gradient d loss / d log-probability
 */
public record TokenValue(double loss, double gradient) {

  TokenValue times(double factor) {
    return new TokenValue(factor * loss, factor * gradient);
  }
}
