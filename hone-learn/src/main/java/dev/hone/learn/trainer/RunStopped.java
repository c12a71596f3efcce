package dev.hone.learn.trainer;

/** A stop rule ended a run: its samples are discarded with this reason, no version is made. */
final class RunStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  RunStopped(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
