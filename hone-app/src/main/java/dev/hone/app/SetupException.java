package dev.hone.app;

import org.jspecify.annotations.Nullable;

/** Something outside the program must be put right first; the message says what. */
public final class SetupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public SetupException(String message) {
    this(ExitCode.BAD_SETUP, message, null);
  }

  public SetupException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
