package dev.hone.core.engine;

import java.util.List;

/**
 * A token that was answered.
 *
 * @param bytes what it stands for; may be a part of a character; empty for special tokens
 * @param logprob under the model itself: temperature 1, before penalties, truncation, constraints
 * @param top the most likely tokens at this place, best first; empty unless asked for
 */
public record TokenInfo(int id, byte[] bytes, float logprob, List<TopToken> top) {

  public TokenInfo {
    top = List.copyOf(top);
  }

  /** One alternative. */
  public record TopToken(int id, byte[] bytes, float logprob) {}
}
