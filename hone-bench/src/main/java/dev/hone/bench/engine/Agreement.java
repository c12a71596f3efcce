package dev.hone.bench.engine;

import dev.hone.bench.BenchException;
import dev.hone.bench.Report;
import dev.hone.bench.engine.Contender.Trainer;
import dev.hone.bench.engine.Contender.Training;
import java.util.Locale;

/**
 * How closely two contenders compute the same thing.
 *
 * @param logits largest difference of a logit
 * @param losses largest difference of a loss, over the first steps of full training
 * @param adapterLoss difference of the first loss of adapter training
 * @param tokens share of greedily decoded tokens that are equal
 */
record Agreement(double logits, double losses, double adapterLoss, double tokens) {

  private static final double MOST_LOGIT_DIFFERENCE = 1e-3;
  private static final double MOST_LOSS_DIFFERENCE = 1e-3;

  /** Two logits may be so close that rounding decides; what follows is then another text. */
  private static final double LEAST_EQUAL_TOKENS = 0.9;

  private static final int STEPS = 3;
  private static final int DECODED = 4;

  /**
   * Compares.
   *
   * @throws BenchException if they differ: timing them would compare different work
   */
  static Agreement check(Contender ours, Contender peer, Workload work) {
    Agreement agreement =
        new Agreement(
            logits(ours, peer, work.batch()[0]),
            losses(ours, peer, Training.FULL, STEPS, work),
            // Adapters begin with random weights of each side's own: only the first loss is equal.
            losses(ours, peer, Training.LORA, 1, work),
            tokens(ours, peer, work));
    if (agreement.logits > MOST_LOGIT_DIFFERENCE
        || agreement.losses > MOST_LOSS_DIFFERENCE
        || agreement.adapterLoss > MOST_LOSS_DIFFERENCE
        || agreement.tokens < LEAST_EQUAL_TOKENS) {
      throw new BenchException(
          ours.name() + " and " + peer.name() + " compute different things: " + agreement);
    }
    return agreement;
  }

  private static double logits(Contender ours, Contender peer, int[] tokens) {
    float[] mine = ours.logits(tokens);
    float[] theirs = peer.logits(tokens);
    double most = 0;
    for (int i = 0; i < mine.length; i++) {
      most = Math.max(most, Math.abs(mine[i] - theirs[i]));
    }
    return most;
  }

  private static double losses(
      Contender ours, Contender peer, Training what, int steps, Workload work) {
    double most = 0;
    try (Trainer mine = ours.trainer(what, 1);
        Trainer theirs = peer.trainer(what, 1)) {
      for (int step = 0; step < steps; step++) {
        most = Math.max(most, Math.abs(mine.step(work.batch()) - theirs.step(work.batch())));
      }
    }
    return most;
  }

  private static double tokens(Contender ours, Contender peer, Workload work) {
    int[][] prompts = work.prompts(DECODED);
    int equal = 0;
    try (var mine = ours.decoder(1);
        var theirs = peer.decoder(1)) {
      int[][] a = mine.decode(prompts, work.newTokens());
      int[][] b = theirs.decode(prompts, work.newTokens());
      for (int row = 0; row < DECODED; row++) {
        for (int i = 0; i < work.newTokens(); i++) {
          equal += a[row][i] == b[row][i] ? 1 : 0;
        }
      }
    }
    return (double) equal / (DECODED * work.newTokens());
  }

  String sentence() {
    return String.format(
        Locale.ROOT,
        "both compute the same: logits differ by at most %.1e, losses of %d training steps by %.1e,"
            + " %.0f %% of greedy tokens are equal",
        logits,
        STEPS,
        losses,
        100 * tokens);
  }

  void figures(String shape, Report report) {
    report.figure("agreement." + shape + ".logits", logits);
    report.figure("agreement." + shape + ".losses", losses);
    report.figure("agreement." + shape + ".tokens", tokens);
  }
}
