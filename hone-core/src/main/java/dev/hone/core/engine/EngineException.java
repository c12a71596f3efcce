package dev.hone.core.engine;

import org.jspecify.annotations.Nullable;

/** What an engine could not do. The message says what to do about it. */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure; stable, as they stand in logs, metrics and answers. */
  public enum Code {
    UNKNOWN_VERSION,
    PROMPT_TOO_LONG,
    BAD_REQUEST,
    OVERLOADED,
    BAD_MODEL,
    NOT_TRAINABLE,
    CLOSED
  }

  private final Code code;

  public EngineException(Code code, String message) {
    this(code, message, null);
  }

  public EngineException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
