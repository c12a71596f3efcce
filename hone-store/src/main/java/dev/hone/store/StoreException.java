package dev.hone.store;

import org.jspecify.annotations.Nullable;

/** What the store could not do. The message says what to do about it. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure; stable, as they stand in logs, metrics and answers. */
  public enum Code {
    UNKNOWN_TENANT,
    NOT_FOUND,
    /** Another state was expected, or somebody else was faster. */
    CONFLICT,
    /** The lease has passed to another holder. */
    FENCED,
    /** The disk is full. */
    FULL,
    /** Too much is waiting to be written. */
    OVERLOADED,
    CORRUPT,
    UNAVAILABLE,
    /** The data folder belongs to a newer or another program. */
    INCOMPATIBLE
  }

  private final Code code;

  public StoreException(Code code, String message) {
    this(code, message, null);
  }

  public StoreException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
