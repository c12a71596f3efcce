package dev.hone.learn.trainer;

/**
 * A reason for which a sample is not trained on. Source: learning.md §4. Each has its own count in
 * a version's evidence and in {@code hone status}, and its own switch in {@code curation} of
 * hone.yaml, save two: no configuration may train without consent, or take unknown for zero.
 */
public enum CurationRule {
  SIDE("side", "side", true, "Steps on the side line: titles, summaries, heartbeats."),
  CONSENT("consent", "no consent", true, "Steps whose key gave no consent to training."),
  UNKNOWN("unknown", "unknown verdict", true, "Steps of which it is not known how good they were."),
  EMPTY("empty", "empty", true, "Answers without text and without a tool call."),
  CUT_OFF("cut-off", "cut off", true, "Answers that ended at the length bound."),
  DEGENERATE("degenerate", "degenerate", true, "Answers that repeat one token over and over."),
  DUPLICATE("duplicate", "duplicate", true, "The same answer to the same prompt again."),
  SESSION_SHARE("session-share", "share of one session", true, "More of a session than its share."),
  USER_SHARE("user-share", "share of one user", true, "More of a user than his share."),
  STALE("stale", "stale", false, "Answers whose oldest token is too many versions old."),
  LONG(
      "long", "longer than successes", false, "Longer than the task's past successes by a factor."),
  LOW_ENTROPY(
      "low-entropy", "low entropy", false, "Steps whose tokens were the surest of the run."),
  GROUP("group", "group too small or solved", false, "Groups of too few rollouts, or all solved."),
  EQUAL("equal", "equal rewards", false, "Groups whose rewards are all the same.");

  private final String key;
  private final String reason;
  private final boolean byDefault;
  private final String about;

  CurationRule(String key, String reason, boolean byDefault, String about) {
    this.key = key;
    this.reason = reason;
    this.byDefault = byDefault;
    this.about = about;
  }

  /** Its name in {@code hone.yaml}. */
  public String key() {
    return key;
  }

  /** Its name in counts. */
  public String reason() {
    return reason;
  }

  /** Whether it can be switched off. */
  public boolean hasSwitch() {
    return this != CONSENT && this != UNKNOWN;
  }

  public boolean isByDefault() {
    return byDefault;
  }

  /** What it keeps out, for the table of the configuration. */
  public String about() {
    return about;
  }
}
