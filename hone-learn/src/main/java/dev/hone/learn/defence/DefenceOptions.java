package dev.hone.learn.defence;

/**
 * What a stream of signals may show before it is held. Each bound needs a share and a count, so
 * that a few odd signals hold nobody.
 *
 * @param enabled whether streams are looked at before they train
 * @param recent newest steps of a user that are looked at
 * @param least fewer signals of one kind say nothing
 * @param contradictions largest share of questions judged both good and bad
 * @param sameAnswer largest share of one and the same exchange among praised ones
 * @param garbage largest share of broken answers among praised ones
 * @param disagreement largest share of verdicts that say the opposite of a check on the same step
 * @param sybils so many users with the very same words are one
 * @param mostOfAUser largest share of one user in a version that several share, in (0, 1]; a new
 *     user has less, see {@link Trust}
 */
public record DefenceOptions(
    boolean enabled,
    int recent,
    int least,
    double contradictions,
    double sameAnswer,
    double garbage,
    double disagreement,
    int sybils,
    double mostOfAUser) {

  public static DefenceOptions defaults() {
    return new DefenceOptions(true, 256, 4, 0.3, 0.5, 0.2, 0.4, 3, 0.4);
  }

  public DefenceOptions withMostOfAUser(double share) {
    return new DefenceOptions(
        enabled, recent, least, contradictions, sameAnswer, garbage, disagreement, sybils, share);
  }

  /** Looks at nothing. */
  public static DefenceOptions off() {
    DefenceOptions on = defaults();
    return new DefenceOptions(
        false,
        on.recent,
        on.least,
        on.contradictions,
        on.sameAnswer,
        on.garbage,
        on.disagreement,
        on.sybils,
        on.mostOfAUser);
  }
}
