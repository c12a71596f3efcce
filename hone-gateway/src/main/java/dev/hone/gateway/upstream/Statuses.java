package dev.hone.gateway.upstream;

import dev.hone.gateway.UpstreamPlan.FailOver;

/** What an upstream's status says about going on. */
final class Statuses {

  static final int TOO_MANY = 429;

  /** Anthropic's word for overload. */
  private static final int OVERLOADED = 529;

  private Statuses() {}

  /** Whether another upstream is asked instead. */
  static boolean passesOver(int status, FailOver settings) {
    return status == TOO_MANY || isFault(status, settings);
  }

  /** Whether it speaks against the upstream's health. */
  static boolean isFault(int status, FailOver settings) {
    return switch (status) {
      case 502, 503, 504, OVERLOADED -> true;
      case 500 -> settings.onServerError();
      default -> false;
    };
  }
}
