package dev.hone.learn.calibrate;

import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.learn.judge.Occasion;
import java.util.List;

/**
 * A step whose verdict people have written down.
 *
 * @param id such as {@code chat-de-07}: source, language, number
 * @param source what kind of thing arrived next: {@code chat}, {@code shell}, {@code http}, {@code
 *     tests}, {@code gui}
 * @param language of the people in it, such as {@code de}
 * @param label what a careful reader says of the step
 * @param reason why, for people
 */
public record CalibrationCase(
    String id,
    String source,
    String language,
    Verdict label,
    List<ChatMessage> conversation,
    ChatMessage response,
    List<ChatMessage> next,
    String reason) {

  private static final int ONE_IN = 4;

  public CalibrationCase {
    conversation = List.copyOf(conversation);
    next = List.copyOf(next);
  }

  /**
   * Whether the case is kept apart from tuning. Decided by the id without its language, so that a
   * case and its like in another language are always on the same side.
   */
  public boolean isHeldOut() {
    String stem = id.replace("-" + language + "-", "-");
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < stem.length(); i++) {
      hash = (hash ^ stem.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9E3779B97F4A7C15L;
    return Math.floorMod(hash >>> 32, ONE_IN) == 0;
  }

  /** What a judge is shown. */
  public Occasion occasion() {
    return new Occasion(conversation, response, next, false, null);
  }
}
