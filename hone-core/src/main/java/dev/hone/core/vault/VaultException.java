package dev.hone.core.vault;

/** A secret cannot be given. The message names it, never its value, and says what to do. */
public final class VaultException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public VaultException(String message) {
    super(message);
  }

  public VaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
