package dev.hone.learn.release;

import java.util.Arrays;
import java.util.List;

/**
 * Compares a candidate with the live version while signals come in, and may be asked after each of
 * them: the error rates hold however often one looks and whenever one stops.
 *
 * <p>Signals are put into blocks in the order in which they came: a block ends with the first
 * signal that gives it both arms. Of each block only c, the candidate's share of good signals, and
 * l, the live version's, count, so that a rate which drifts for everybody does no harm. Two wealth
 * processes bet on the blocks:
 *
 * <pre>
 * harm  = mean over λ of Π (1 + λ (l − c))        H0: the candidate is as good or better
 * proof = mean over λ of Π (1 + λ (c − l + δ))    H0: it is worse by δ or more
 * </pre>
 *
 * <p>Under its H0 each is a non-negative supermartingale that begins at 1, so by Ville's inequality
 * it ever reaches 1/α with probability α at most. Hence: a candidate that is as good is taken back
 * with probability {@code falseAlarm} at most, one that is worse by {@code margin} is promoted with
 * probability {@code miss} at most. Assumed: who is in which arm has nothing to do with how good
 * the answers are, and users are not each other's copies.
 *
 * <p>Source: Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting, JRSS
 * B 86 (2024); Shekhar and Ramdas, Nonparametric two-sample testing by betting (2023). Immutable.
 *
 * @param falseAlarm α of taking back, in (0, 1)
 * @param miss α of promoting, in (0, 1)
 * @param margin δ, a difference of shares of good signals, in [0, 1)
 * @param most signals of the candidate after which it counts as not proved
 */
public record SequentialComparison(double falseAlarm, double miss, double margin, int most) {

  /** Bets between timid and bold; all stay below 1, so no wealth is ever lost for good. */
  private static final double[] BETS = {0.1, 0.25, 0.5, 0.75, 0.95};

  public SequentialComparison {
    if (!(falseAlarm > 0 && falseAlarm < 1 && miss > 0 && miss < 1)) {
      throw new IllegalArgumentException("error rates must lie between 0 and 1");
    }
    if (!(margin >= 0 && margin < 1) || most < 1) {
      throw new IllegalArgumentException("the margin must lie in [0, 1), 'most' be at least 1");
    }
  }

  /** 5 % of either error, a margin of 10 points, 500 signals. */
  public static SequentialComparison defaults() {
    return new SequentialComparison(0.05, 0.05, 0.1, 500);
  }

  /** What is known so far. */
  public enum Decision {
    /** Go on. */
    OPEN,
    /** The candidate is worse. */
    WORSE,
    /** The candidate is not worse by the margin. */
    PROVED,
    /** As many signals as may be waited for have come, and neither is shown. */
    NOT_PROVED
  }

  /**
   * A signal.
   *
   * @param candidate whose answer; else the live version's
   */
  public record Signal(boolean candidate, boolean good) {}

  /**
   * The state of the comparison.
   *
   * @param harm evidence against the candidate; decided at {@code 1/falseAlarm}
   * @param proof evidence for it; decided at {@code 1/miss}
   */
  public record Reading(
      Decision decision,
      int candidate,
      int candidateGood,
      int live,
      int liveGood,
      int blocks,
      double harm,
      double proof) {}

  /** Reads signals in their order, up to the one that decides. */
  public Reading read(List<Signal> signals) {
    Run run = new Run();
    for (Signal signal : signals) {
      run.add(signal);
      if (run.decision() != Decision.OPEN) {
        break;
      }
    }
    return run.reading();
  }

  private final class Run {
    private final double[] harm = new double[BETS.length];
    private final double[] proof = new double[BETS.length];
    private final int[] count = new int[2];
    private final int[] good = new int[2];
    private final int[] blockCount = new int[2];
    private final int[] blockGood = new int[2];
    private int blocks;

    void add(Signal signal) {
      int arm = signal.candidate() ? 1 : 0;
      count[arm]++;
      blockCount[arm]++;
      if (signal.good()) {
        good[arm]++;
        blockGood[arm]++;
      }
      if (blockCount[0] > 0 && blockCount[1] > 0) {
        bet((double) blockGood[1] / blockCount[1] - (double) blockGood[0] / blockCount[0]);
      }
    }

    private void bet(double gain) {
      for (int i = 0; i < BETS.length; i++) {
        harm[i] += Math.log1p(-BETS[i] * gain);
        proof[i] += Math.log1p(BETS[i] * (gain + margin));
      }
      blocks++;
      Arrays.fill(blockCount, 0);
      Arrays.fill(blockGood, 0);
    }

    private static double wealth(double[] logs) {
      return Arrays.stream(logs).map(Math::exp).sum() / logs.length;
    }

    Decision decision() {
      if (wealth(harm) >= 1 / falseAlarm) {
        return Decision.WORSE;
      }
      if (wealth(proof) >= 1 / miss) {
        return Decision.PROVED;
      }
      return count[1] >= most ? Decision.NOT_PROVED : Decision.OPEN;
    }

    Reading reading() {
      return new Reading(
          decision(), count[1], good[1], count[0], good[0], blocks, wealth(harm), wealth(proof));
    }
  }
}
