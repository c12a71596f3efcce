package dev.hone.learn.simulate;

import java.util.List;
import java.util.Optional;

/**
 * Three sessions in a row that pass. Source: learning.md §6, "converged = three sessions in a row
 * pass".
 *
 * @param began the number, from 1, of the session that is the first of the three: how many sessions
 *     it takes until the agent does it, and goes on doing it
 * @param shown the number of the third, when it is known
 */
public record Convergence(int began, int shown) {

  /** How many in a row. */
  public static final int IN_A_ROW = 3;

  /** The first three passes in a row; empty if there are none. */
  public static Optional<Convergence> of(List<Boolean> passes) {
    int row = 0;
    for (int i = 0; i < passes.size(); i++) {
      row = passes.get(i) ? row + 1 : 0;
      if (row == IN_A_ROW) {
        return Optional.of(new Convergence(i + 2 - IN_A_ROW, i + 1));
      }
    }
    return Optional.empty();
  }
}
