package dev.hone.learn.judge;

import dev.hone.core.Verdict;
import java.util.List;

/**
 * What a judge says of a step.
 *
 * @param source {@code rule:NAME}, {@code model:NAME} or {@code feedback}
 * @param votes such as {@code +2 0 -1 ?0}; empty for a rule
 * @param hints how the step should have been different, each for itself; at most {@link #MAX_HINTS}
 * @param reason one line for people
 */
public record Opinion(
    Verdict verdict, String source, String votes, List<String> hints, String reason) {

  /** Most hints that one step gives. Source: learning.md §1. */
  public static final int MAX_HINTS = 3;

  /** Longest hint, in characters. */
  public static final int MAX_HINT_LENGTH = 300;

  public Opinion {
    hints = List.copyOf(hints);
    if (hints.size() > MAX_HINTS) {
      throw new IllegalArgumentException(hints.size() + " hints; at most " + MAX_HINTS);
    }
  }

  static Opinion rule(Verdict verdict, String name, String reason) {
    return new Opinion(verdict, "rule:" + name, "", List.of(), reason);
  }
}
