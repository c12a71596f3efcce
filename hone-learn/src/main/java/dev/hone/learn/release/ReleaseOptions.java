package dev.hone.learn.release;

/**
 * How a candidate comes to its users.
 *
 * @param gate whether it must pass the gate; off only where something else proves it
 * @param gateBounds what it must show there
 * @param canaryShare of the sessions of an agent or a tenant that a canary answers; 0: none, it
 *     goes live at once
 * @param userCanaryShare the same for versions of one user, who has few sessions
 * @param comparison decides about canaries
 * @param shadowShare of the real requests that a shadow answers too, unseen; 0: no shadow
 * @param shadowAnswers after so many the shadow goes on
 * @param mostOfAUser largest share of the steps of a version that several share, which one user may
 *     have brought
 */
public record ReleaseOptions(
    boolean gate,
    GateOptions gateBounds,
    double canaryShare,
    double userCanaryShare,
    SequentialComparison comparison,
    double shadowShare,
    int shadowAnswers,
    double mostOfAUser) {

  /** Largest share of a canary: the other arm must see as many sessions. */
  public static final double MOST_SHARE = 0.5;

  public ReleaseOptions {
    requireShare(canaryShare);
    requireShare(userCanaryShare);
    if (!(shadowShare >= 0 && shadowShare <= 1) || shadowAnswers < 1) {
      throw new IllegalArgumentException(
          "a shadow's share must lie in [0, 1], its answers be at least 1");
    }
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= MOST_SHARE)) {
      throw new IllegalArgumentException("a canary's share must lie in [0, " + MOST_SHARE + "]");
    }
  }

  /** The gate, a canary on a fifth of the sessions of what many share, no shadow. */
  public static ReleaseOptions defaults() {
    return new ReleaseOptions(
        true, GateOptions.defaults(), 0.2, 0, SequentialComparison.defaults(), 0, 20, 0.4);
  }

  public ReleaseOptions withGate(boolean on) {
    return new ReleaseOptions(
        on,
        gateBounds,
        canaryShare,
        userCanaryShare,
        comparison,
        shadowShare,
        shadowAnswers,
        mostOfAUser);
  }

  public ReleaseOptions withGate(GateOptions bounds) {
    return new ReleaseOptions(
        gate,
        bounds,
        canaryShare,
        userCanaryShare,
        comparison,
        shadowShare,
        shadowAnswers,
        mostOfAUser);
  }

  public ReleaseOptions withCanary(double ofMany, double ofOneUser, SequentialComparison by) {
    return new ReleaseOptions(
        gate, gateBounds, ofMany, ofOneUser, by, shadowShare, shadowAnswers, mostOfAUser);
  }

  public ReleaseOptions withShadow(double share, int answers) {
    return new ReleaseOptions(
        gate, gateBounds, canaryShare, userCanaryShare, comparison, share, answers, mostOfAUser);
  }
}
