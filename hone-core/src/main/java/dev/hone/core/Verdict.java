package dev.hone.core;

/** What a judgement says of a step. */
public enum Verdict {
  GOOD,
  NEUTRAL,
  BAD,
  /** The judge failed, timed out or had too little to go on. Never the same as neutral. */
  UNKNOWN;

  /**
   * The scalar reward: +1, 0 or −1.
   *
   * @throws IllegalStateException for {@link #UNKNOWN}, which is not a number
   */
  public int reward() {
    return switch (this) {
      case GOOD -> 1;
      case NEUTRAL -> 0;
      case BAD -> -1;
      case UNKNOWN -> throw new IllegalStateException("an unknown verdict has no reward");
    };
  }
}
