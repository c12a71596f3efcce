package dev.hone.gateway.upstream;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.dialect.Answer;
import dev.hone.gateway.dialect.TokenCounts;
import dev.hone.store.StepResult;
import java.util.List;

/** What is kept of an upstream's answer that came without token ids. */
final class UpstreamResult {

  private UpstreamResult() {}

  /**
   * The step's result.
   *
   * @param body the whole answer, in the caller's dialect
   * @param finished whether the answer came to its end
   */
  static StepResult of(
      Answer answer,
      byte[] body,
      boolean finished,
      long lessonTokensSaved,
      StepResult.Timings timings) {
    List<ToolCall> calls =
        answer.calls().stream()
            .map(call -> new ToolCall(call.id(), call.name(), call.arguments()))
            .toList();
    TokenCounts usage = answer.usage();
    return new StepResult(
        ChatMessage.assistant(answer.text(), calls),
        body,
        new int[0],
        new int[0],
        new float[0],
        List.of(),
        finished ? reason(answer) : "",
        usage == null ? 0 : usage.input(),
        usage == null ? 0 : usage.output(),
        "",
        UpstreamAnswer.NO_TOKEN_IDS,
        lessonTokensSaved,
        timings);
  }

  private static String reason(Answer answer) {
    return switch (answer.reason()) {
      case STOP, STOP_TEXT, PAUSED -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case FILTERED -> "content_filter";
    };
  }
}
