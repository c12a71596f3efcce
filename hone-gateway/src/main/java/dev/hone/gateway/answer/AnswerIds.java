package dev.hone.gateway.answer;

import dev.hone.core.StepId;
import dev.hone.gateway.dialect.Dialect;

/** Names answers after their steps, in the manner of each dialect. */
public final class AnswerIds {

  private AnswerIds() {}

  /**
   * The step that gave an answer.
   *
   * @throws IllegalArgumentException if no answer of ours has such an id
   */
  public static StepId stepOf(String answer) {
    for (Dialect dialect : Dialect.values()) {
      String prefix = prefix(dialect);
      if (answer.startsWith(prefix)) {
        return StepId.parse(answer.substring(prefix.length()));
      }
    }
    throw new IllegalArgumentException("'" + answer + "' is no answer's id");
  }

  /** The id of the answer that a step gives. */
  public static String of(Dialect dialect, StepId step) {
    return prefix(dialect) + step;
  }

  private static String prefix(Dialect dialect) {
    return switch (dialect) {
      case CHAT -> "chatcmpl-";
      case RESPONSES -> PreviousResponse.PREFIX;
      case MESSAGES -> "msg_";
    };
  }
}
