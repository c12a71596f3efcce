package dev.hone.learn.calibrate;

import dev.hone.core.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Labels against verdicts. For accuracy and κ {@code neutral} counts as {@code unknown}: neither
 * rewards nor punishes. Owned by one thread.
 */
public final class Confusion {

  private final Map<Verdict, int[]> rows = new EnumMap<>(Verdict.class);

  void add(Verdict label, Verdict verdict) {
    rows.computeIfAbsent(label, any -> new int[Verdict.values().length])[verdict.ordinal()]++;
  }

  /** How many cases with that label got that verdict. */
  public int count(Verdict label, Verdict verdict) {
    int[] row = rows.get(label);
    return row == null ? 0 : row[verdict.ordinal()];
  }

  public int cases() {
    return rows.values().stream().mapToInt(row -> Arrays.stream(row).sum()).sum();
  }

  /** Share of cases whose verdict is the label; NaN without cases. */
  public double accuracy() {
    double right = 0;
    for (Verdict one : Verdict.values()) {
      right += joined(one, one);
    }
    return right / cases();
  }

  /** Cohen's κ: agreement beyond what equal margins would give by chance; NaN if undefined. */
  public double kappa() {
    double all = cases();
    double chance = 0;
    for (Verdict one : Verdict.values()) {
      double labelled = 0;
      double judged = 0;
      for (Verdict other : Verdict.values()) {
        labelled += joined(one, other);
        judged += joined(other, one);
      }
      chance += labelled / all * (judged / all);
    }
    return (accuracy() - chance) / (1 - chance);
  }

  /** Of the cases with this verdict, the share with this label; NaN if there is none. */
  public double precision(Verdict verdict) {
    double judged = 0;
    for (Verdict label : Verdict.values()) {
      judged += joined(label, verdict);
    }
    return joined(verdict, verdict) / judged;
  }

  /** Of the cases with this label, the share with this verdict; NaN if there is none. */
  public double recall(Verdict label) {
    double labelled = 0;
    for (Verdict verdict : Verdict.values()) {
      labelled += joined(label, verdict);
    }
    return joined(label, label) / labelled;
  }

  /** With neutral counted as unknown. */
  private double joined(Verdict label, Verdict verdict) {
    if (label == Verdict.NEUTRAL || verdict == Verdict.NEUTRAL) {
      return 0;
    }
    double count = count(label, verdict);
    if (verdict == Verdict.UNKNOWN) {
      count += count(label, Verdict.NEUTRAL);
    }
    return count;
  }
}
