package dev.hone.learn.selection;

import java.util.Arrays;

/** Which groups of rollouts of one task teach something. Source: learning.md §4. */
public sealed interface GroupRule {

  /** What becomes of a group. */
  enum Decision {
    TRAIN("train"),
    /** Too few rollouts yet. */
    WAIT("wait"),
    /** Nothing left to learn. */
    DROP_ALL_SUCCESS("drop-all-success"),
    /** One row is exchanged for a stored success of the task; none stored: dropped. */
    INJECT_POSITIVE("inject-positive"),
    DROP("drop");

    private final String word;

    Decision(String word) {
      this.word = word;
    }

    /** As reports and vectors write it. */
    public String word() {
      return word;
    }
  }

  /** Of the scores of one group. */
  Decision of(double[] scores);

  /** DART: at least {@code least} rollouts, mean in [0, most). */
  record Trainable(int least, double most) implements GroupRule {
    @Override
    public Decision of(double[] scores) {
      if (scores.length < least) {
        return Decision.WAIT;
      }
      double mean = Arrays.stream(scores).average().orElse(0);
      if (mean >= most) {
        return Decision.DROP_ALL_SUCCESS;
      }
      if (mean == 0) {
        return Decision.INJECT_POSITIVE;
      }
      return mean < 0 ? Decision.DROP : Decision.TRAIN;
    }
  }

  /** DAPO: groups whose scores are all equal are dropped. */
  record NotEqual() implements GroupRule {
    @Override
    public Decision of(double[] scores) {
      return Arrays.stream(scores).distinct().count() > 1 ? Decision.TRAIN : Decision.DROP;
    }
  }

  /** Online accuracy filter: mean in [low, high]. */
  record MeanInside(double low, double high) implements GroupRule {
    @Override
    public Decision of(double[] scores) {
      double mean = Arrays.stream(scores).average().orElse(0);
      return mean >= low && mean <= high ? Decision.TRAIN : Decision.DROP;
    }
  }
}
