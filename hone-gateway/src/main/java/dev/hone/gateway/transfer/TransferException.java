package dev.hone.gateway.transfer;

import org.jspecify.annotations.Nullable;

/** A log that cannot be read, or an export that cannot be made. The message says where and why. */
public final class TransferException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure. */
  public enum Code {
    /** One record is bad; the reader can go on with the next. */
    BAD_RECORD,
    /** The rest of the log cannot be read. */
    BROKEN,
    /** The content is of no known format, or the format does not fit the call. */
    UNKNOWN_FORMAT,
    /** What is asked for cannot be written. */
    CANNOT_EXPORT
  }

  private final Code code;

  public TransferException(Code code, String message) {
    this(code, message, null);
  }

  public TransferException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  static TransferException badRecord(LoggedCall.Origin origin, String what) {
    return badRecord(origin, what, null);
  }

  static TransferException badRecord(
      LoggedCall.Origin origin, String what, @Nullable Throwable cause) {
    return new TransferException(Code.BAD_RECORD, origin + ": " + what, cause);
  }

  public Code code() {
    return code;
  }
}
