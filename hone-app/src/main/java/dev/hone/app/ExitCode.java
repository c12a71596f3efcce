package dev.hone.app;

/** Exit codes of the {@code hone} command; documented in docs/cli.md. */
public final class ExitCode {

  public static final int OK = 0;

  /** The command could not do what it was asked; the message says why. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** The service cannot be reached, or refused the key. */
  public static final int NO_SERVICE = 5;

  /** The configuration, the data folder or the model cannot be used. */
  public static final int BAD_SETUP = 6;

  private ExitCode() {}
}
