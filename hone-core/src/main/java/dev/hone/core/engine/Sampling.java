package dev.hone.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are chosen.
 *
 * @param temperature 0 picks the most likely token
 * @param topP nucleus, in (0, 1]
 * @param topK keep the k most likely; 0 keeps all
 * @param seed makes the answer repeatable; null takes a fresh one
 * @param stop the answer ends before the first of these texts
 * @param presencePenalty subtracted from the logit of every token already answered
 * @param frequencyPenalty subtracted once for each time a token was answered
 * @param maxTokens most tokens to answer, at least 1
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    @Nullable Long seed,
    List<String> stop,
    double presencePenalty,
    double frequencyPenalty,
    int maxTokens) {

  public Sampling {
    stop = List.copyOf(stop);
  }

  /** The most likely token each time. */
  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 1, 0, null, List.of(), 0, 0, maxTokens);
  }

  /** Plain sampling from the model's own distribution. */
  public static Sampling plain(double temperature, long seed, int maxTokens) {
    return new Sampling(temperature, 1, 0, seed, List.of(), 0, 0, maxTokens);
  }
}
