package dev.hone.gateway.answer;

import dev.hone.core.StepId;
import dev.hone.gateway.dialect.Dialect;

/** Names answers after their steps, in the manner of each dialect. */
public final class AnswerIds {

  private AnswerIds() {}

  /** The id of the answer that a step gives. */
  public static String of(Dialect dialect, StepId step) {
    return switch (dialect) {
      case CHAT -> "chatcmpl-" + step;
      case RESPONSES -> PreviousResponse.PREFIX + step;
      case MESSAGES -> "msg_" + step;
    };
  }
}
