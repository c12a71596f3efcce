package dev.hone.core.engine;

/** Why an answer ended. */
public enum FinishReason {
  STOP,
  LENGTH,
  TOOL_CALLS,
  CANCELLED;

  /** OpenAI's word for it; a cancelled answer has none and reads {@code stop}. */
  public String wireName() {
    return switch (this) {
      case STOP, CANCELLED -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
    };
  }
}
