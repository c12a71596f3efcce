package dev.hone.learn.judge;

import dev.hone.core.chat.ToolCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a tool's result says of the call: that it worked, that it failed, or neither (it goes on,
 * was cut off, asks back, found nothing). Reads forms, not meanings: a file that merely speaks of
 * errors is none.
 *
 * @param reason in a few words
 */
record ToolOutcome(Kind kind, String reason) {

  enum Kind {
    FAILED,
    UNCLEAR,
    WORKED
  }

  /** Results are cut here before patterns run over them: errors stand at the start or the end. */
  private static final int MAX_LOOKED_AT = 16_384;

  static ToolOutcome failed(String reason) {
    return new ToolOutcome(Kind.FAILED, reason);
  }

  static ToolOutcome unclear(String reason) {
    return new ToolOutcome(Kind.UNCLEAR, reason);
  }

  static ToolOutcome worked() {
    return new ToolOutcome(Kind.WORKED, "the tool call worked");
  }

  /**
   * Reads a result.
   *
   * @param call what it answers, or null if that is not known
   */
  static ToolOutcome of(@Nullable ToolCall call, String result) {
    String text = shortened(result.strip());
    CallKind kind = CallKind.of(call);
    Optional<ToolOutcome> json = JsonOutcome.read(text);
    if (json.isPresent()) {
      return json.get();
    }
    return HttpOutcome.read(text)
        .or(() -> NotEnded.read(kind, text))
        .or(() -> kind.isScreen() ? ScreenOutcome.read(text) : Optional.empty())
        .or(() -> TextOutcome.read(kind, text))
        .orElseGet(ToolOutcome::worked);
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LOOKED_AT
        ? text
        : text.substring(0, MAX_LOOKED_AT / 2)
            + "\n"
            + text.substring(text.length() - MAX_LOOKED_AT / 2);
  }
}
