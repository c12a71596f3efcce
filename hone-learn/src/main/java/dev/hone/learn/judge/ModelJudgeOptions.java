package dev.hone.learn.judge;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which model judges, and its bounds.
 *
 * @param address of an OpenAI-compatible server, such as {@code http://host:port/v1}
 * @param key sent as bearer token, or null
 * @param votes how often it is asked for one step. Source of 3: learning.md §1
 * @param timeout of one vote, from connecting to the last byte
 * @param maxPart most characters of each part of the step (message, answer, next state) that are
 *     sent; the middle of a longer part is left out
 * @param maxMessages most messages of the conversation that are sent, newest kept
 */
public record ModelJudgeOptions(
    URI address,
    String model,
    @Nullable String key,
    int votes,
    Duration timeout,
    int maxPart,
    int maxMessages) {

  /** Largest answer of the judging model that is read, in bytes. */
  static final int MAX_ANSWER = 65_536;

  public ModelJudgeOptions {
    if (votes < 1 || votes > 15) {
      throw new IllegalArgumentException("votes is " + votes + "; use 1 to 15");
    }
    if (maxPart < 100 || maxMessages < 1) {
      throw new IllegalArgumentException(
          "the judge must see something: maxPart at least 100, maxMessages at least 1");
    }
  }

  /** Three votes, 20 s each, 2,000 characters of each part, 8 messages. */
  public static ModelJudgeOptions of(URI address, String model, @Nullable String key) {
    return new ModelJudgeOptions(address, model, key, 3, Duration.ofSeconds(20), 2_000, 8);
  }

  URI completions() {
    String base = address.toString().replaceAll("/+$", "");
    return URI.create(base.endsWith("/chat/completions") ? base : base + "/chat/completions");
  }

  @Override
  public String toString() {
    // A record's own text would carry the key into logs.
    return "ModelJudgeOptions[" + address + ", " + model + ", " + votes + " votes]";
  }
}
