package dev.hone.learn.vector;

import java.util.List;

/**
 * What became of one vector.
 *
 * @param id of the file
 * @param inDouble value and gradient on plain Java
 * @param inFloat value and gradient as the training engine has them
 * @param problems why it is missed or unknown; empty if it is met
 */
public record Verdict(
    String id, String group, String formula, Part inDouble, Part inFloat, List<String> problems) {

  public Verdict {
    problems = List.copyOf(problems);
  }

  /** How one of value and gradient compares. */
  public enum Outcome {
    /** Within the tolerance. */
    MET,
    /** Not within the tolerance. */
    MISSED,
    /** The vector says nothing of it. */
    ABSENT,
    /** Its formula, an input, a knob or an output is not known. */
    UNKNOWN
  }

  /**
   * In one precision.
   *
   * @param worst largest |got − want|/max(1, |want|)
   */
  public record Part(Outcome value, Outcome gradient, double worst) {

    static Part unknown() {
      return new Part(Outcome.UNKNOWN, Outcome.UNKNOWN, Double.NaN);
    }

    boolean isMet() {
      return isGood(value) && isGood(gradient) && (value == Outcome.MET || gradient == Outcome.MET);
    }

    private static boolean isGood(Outcome outcome) {
      return outcome == Outcome.MET || outcome == Outcome.ABSENT;
    }
  }

  /** Whether everything the vector says holds in both precisions. */
  public boolean isMet() {
    return problems.isEmpty() && inDouble.isMet() && inFloat.isMet();
  }

  /** Whether something in it is not known. */
  public boolean isUnknown() {
    return inDouble.value() == Outcome.UNKNOWN || inFloat.value() == Outcome.UNKNOWN;
  }
}
