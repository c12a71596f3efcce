package dev.hone.learn.defence;

import java.util.List;

/**
 * How far a user's signals have been borne out: the mean of a Beta distribution over the share of
 * verdicts that agree with a check on the same step. A new user begins low and gains with each
 * agreement.
 *
 * @param agreed verdicts that a check bore out
 * @param disputed verdicts that a check spoke against
 */
public record Trust(int agreed, int disputed) {

  /** Prior: one agreement against four disputes, which is a trust of 0.2. */
  private static final double PRIOR_AGREED = 1;

  private static final double PRIOR_DISPUTED = 4;

  static Trust of(List<Said> stream) {
    int agreed = 0;
    int disputed = 0;
    for (Said said : stream) {
      if (said.byCheck() != null && (said.praised() || said.refused())) {
        if (said.isDisputed()) {
          disputed++;
        } else {
          agreed++;
        }
      }
    }
    return new Trust(agreed, disputed);
  }

  /** In (0, 1). */
  public double value() {
    return (agreed + PRIOR_AGREED) / (agreed + disputed + PRIOR_AGREED + PRIOR_DISPUTED);
  }
}
