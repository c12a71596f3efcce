package dev.hone.app.simulate;

import dev.hone.learn.simulate.Convergence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A summary as Markdown tables, which are readable in a terminal too. */
final class SummaryText {

  private final Summary summary;

  SummaryText(Summary summary) {
    this.summary = summary;
  }

  /** Everything. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(methods()).append('\n').append(users()).append('\n').append(training());
    if (!summary.months().isEmpty()) {
      text.append('\n').append(months());
    }
    text.append('\n').append(bounds());
    return text.toString();
  }

  private String methods() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "method",
            "weights",
            "sessions to three passes in a row",
            "… to the third of them",
            "converged",
            "passes: session 1",
            "passes: last three",
            "format / right: last three",
            "right: session 1",
            "skills before",
            "skills after",
            "corrections of a user"));
    for (Summary.Row row : summary.rows()) {
      rows.add(
          List.of(
              row.method().label(),
              row.method().trains() ? row.sharing().label() : "none",
              sessions(row.began(), row.converged()),
              sessions(row.shown(), row.converged()),
              percent(row.converged()),
              percent(row.passing().getFirst()),
              percent(Summary.atTheEnd(row.passing())),
              percent(Summary.atTheEnd(row.format()))
                  + " / "
                  + percent(Summary.atTheEnd(row.right())),
              percent(row.right().getFirst()),
              percent(row.skillsBefore()),
              percent(row.skillsAfter()),
              number(row.corrections())));
    }
    return table(rows);
  }

  /** Where not everybody converged, the mean is a lower bound. */
  private static String sessions(double mean, double converged) {
    return (converged < 1 ? "≥ " : "") + number(mean);
  }

  private String users() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("user"));
    for (Summary.Row row : summary.rows()) {
      head.add(row.method().label() + (row.method().trains() ? ", " + row.sharing().label() : ""));
    }
    rows.add(head);
    for (String user : summary.users()) {
      List<String> cells = new ArrayList<>(List.of(user));
      for (Summary.Row row : summary.rows()) {
        double began = row.beganOf().getOrDefault(user, 0.0);
        cells.add(began > summary.sessions() ? "–" : number(began));
      }
      rows.add(cells);
    }
    return table(rows);
  }

  private String training() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("method", "weights", "runs", "live", "refused by the gate", "stopped by a rule"));
    for (Summary.Row row : summary.rows()) {
      if (row.method().trains()) {
        WorldResult.Releases releases = row.releases();
        rows.add(
            List.of(
                row.method().label(),
                row.sharing().label(),
                String.valueOf(releases.runs()),
                String.valueOf(releases.live()),
                reasons(releases.refused()),
                reasons(releases.stopped())));
      }
    }
    return rows.size() == 1 ? "" : table(rows);
  }

  private static String reasons(Map<String, Integer> reasons) {
    if (reasons.isEmpty()) {
      return "0";
    }
    List<String> texts = new ArrayList<>();
    reasons.forEach((reason, count) -> texts.add(count + " × " + reason.replace("|", "/")));
    texts.sort(null);
    return String.join("; ", texts);
  }

  private String months() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "user",
            "days",
            "sessions",
            "model calls",
            "prompt tokens sent",
            "with the graduated lessons in them",
            "saved",
            "sessions that passed"));
    for (WorldResult.Saved one : summary.months()) {
      rows.add(
          List.of(
              one.user(),
              String.valueOf(one.days()),
              String.valueOf(one.sessions()),
              String.valueOf(one.steps()),
              String.valueOf(one.sent()),
              String.valueOf(one.told()),
              one.tokens() + " (" + percent(one.tokens() / (double) Math.max(1, one.told())) + ")",
              percent(one.passed() / (double) Math.max(1, one.sessions()))));
    }
    return table(rows);
  }

  private String bounds() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("bound", "measured", "held"));
    for (Bound bound : Bound.of(summary)) {
      rows.add(List.of(bound.what(), bound.measured(), bound.held() ? "yes" : "**no**"));
    }
    return rows.size() == 1 ? "" : table(rows);
  }

  private static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
      if (i == 0) {
        text.append('|').append("---|".repeat(rows.getFirst().size())).append('\n');
      }
    }
    return text.toString();
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** A change of a share. */
  static String points(double change) {
    return String.format(Locale.ROOT, "%+.1f points", change * 100);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** What the counts mean; stands above the tables. */
  static String definition(int sessions) {
    return "*Sessions to three passes in a row*: the number of the session that is the first of the"
        + " first "
        + Convergence.IN_A_ROW
        + " in a row whose first reply is as the user wants it and right; beside it the number of"
        + " the third. Who has no three in a row in "
        + sessions
        + " sessions counts as "
        + (sessions + 1)
        + " in both, and the mean is marked ≥.";
  }
}
