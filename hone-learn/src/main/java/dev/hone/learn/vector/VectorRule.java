package dev.hone.learn.vector;

import java.util.regex.Pattern;

/**
 * How the vectors of one formula are computed.
 *
 * @param group of the file, as a pattern
 * @param formula part of its formula's name, as a pattern; both in lower case
 * @param name for messages
 */
record VectorRule(Pattern group, Pattern formula, String name, Compute compute) {

  /** Reads parameters and inputs, puts outputs. */
  @FunctionalInterface
  interface Compute {
    void of(CaseView view);
  }

  static VectorRule of(String group, String formula, String name, Compute compute) {
    return new VectorRule(Pattern.compile(group), Pattern.compile(formula), name, compute);
  }

  boolean isOf(String caseGroup) {
    return group.matcher(caseGroup).matches();
  }

  boolean computes(String caseFormula) {
    return formula.matcher(caseFormula).find();
  }
}
