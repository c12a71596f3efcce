package dev.hone.app.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the experiment must show, and whether it does. A bound whose methods did not run is left
 * out.
 *
 * @param what in words
 * @param measured the figure that counts
 */
record Bound(String what, String measured, boolean held) {

  private static final double LESSONS = 3;
  private static final double WEIGHTS = 8;
  private static final double SKILL_LOSS = 0.01;

  /** Shares are sums of many: no bound is missed by a rounding error. */
  private static final double ROUNDING = 1e-9;

  static List<Bound> of(Summary summary) {
    List<Bound> bounds = new ArrayList<>();
    OptionalDouble lessons = OptionalDouble.empty();
    for (Summary.Row row : summary.rows()) {
      if (row.method() == Method.LESSONS) {
        lessons = OptionalDouble.of(row.began());
        bounds.add(sessions("lessons", row, LESSONS));
      }
    }
    for (Summary.Row row : summary.rows()) {
      String name = row.method().label() + ", " + row.sharing().label();
      if (row.method() == Method.COMBINED) {
        bounds.add(sessions(name + ", no lesson in the prompt", row, WEIGHTS));
      }
      if (row.method() == Method.LESSONS_AND_WEIGHTS && lessons.isPresent()) {
        bounds.add(
            new Bound(
                name + ": never worse than lessons",
                SummaryText.number(row.began())
                    + " and "
                    + SummaryText.number(lessons.getAsDouble()),
                row.began() <= lessons.getAsDouble() + ROUNDING));
      }
      if (row.method().trains() && !Double.isNaN(row.skillsAfter())) {
        double change = row.skillsAfter() - row.skillsBefore();
        bounds.add(
            new Bound(
                name + ": held-out skills lose one point at most",
                SummaryText.points(change),
                change >= -SKILL_LOSS - ROUNDING));
      }
    }
    return bounds;
  }

  private static Bound sessions(String name, Summary.Row row, double most) {
    return new Bound(
        name + ": " + SummaryText.number(most) + " sessions at most",
        SummaryText.number(row.began()),
        row.began() <= most + ROUNDING);
  }
}
