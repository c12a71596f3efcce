package dev.hone.app;

/** The running service could not be reached, or refused. */
public final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status HTTP status, or 0 if there was no answer
   */
  public ServiceException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }

  public int exitCode() {
    return status == 0 || status == 401 || status == 403 ? ExitCode.NO_SERVICE : ExitCode.FAILED;
  }
}
