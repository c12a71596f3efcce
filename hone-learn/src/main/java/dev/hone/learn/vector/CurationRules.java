package dev.hone.learn.vector;

import dev.hone.learn.selection.GroupRule;
import dev.hone.learn.selection.OverlongPenalty;
import dev.hone.learn.selection.RolloutNumber;
import dev.hone.learn.selection.StalenessCapacity;
import dev.hone.learn.selection.TrajectorySelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is worth training on. */
final class CurationRules {

  private static final String GROUP = "curation";

  private CurationRules() {}

  static List<VectorRule> rules() {
    return List.of(
        rule("dynamic rollout", "DART dynamic rollout number", CurationRules::rollouts),
        rule("trainable-group", "DART trainable-group rule", CurationRules::groups),
        rule(
            "dynamic sampling",
            "DAPO dynamic sampling filter",
            view -> keep(view, new GroupRule.NotEqual())),
        rule("accuracy filter", "online accuracy filter", CurationRules::accuracy),
        rule("overlong", "DAPO soft overlong penalty", CurationRules::overlong),
        rule("capacity.*areal|areal.*capacity", "staleness capacity (AReaL)", CurationRules::areal),
        rule("capacity.*skyrl|skyrl.*capacity", "staleness capacity (SkyRL)", CurationRules::skyrl),
        rule("rollouts per version", "rollouts per version (verl)", CurationRules::verl),
        rule("staleness of a", "staleness of a trajectory", CurationRules::staleness),
        rule("selection over rows", "trainable-trajectory selection", CurationRules::rows));
  }

  private static VectorRule rule(String formula, String name, VectorRule.Compute compute) {
    return VectorRule.of(GROUP, formula, name, compute);
  }

  private static void rollouts(CaseView view) {
    Figures params = view.params();
    RolloutNumber rule =
        new RolloutNumber(
            (int) params.number("n", 8),
            params.number("threshold", 0.6),
            (int) params.number("min_n", 1));
    view.put("rollouts", Arrays.stream(view.inputs().row("success_rate")).map(rule::of).toArray());
  }

  private static void groups(CaseView view) {
    Figures params = view.params();
    GroupRule rule =
        new GroupRule.Trainable((int) params.number("n", 8), params.number("acc_max", 1));
    List<String> decisions = new ArrayList<>();
    for (double[] group : view.inputs().matrix("groups")) {
      decisions.add(rule.of(group).word());
    }
    view.put("decision", decisions);
  }

  private static void accuracy(CaseView view) {
    keep(
        view,
        new GroupRule.MeanInside(
            view.params().number("low", 0.01), view.params().number("high", 0.99)));
  }

  private static void keep(CaseView view, GroupRule rule) {
    view.put(
        "keep",
        Arrays.stream(view.inputs().matrix("groups"))
            .mapToDouble(group -> rule.of(group) == GroupRule.Decision.TRAIN ? 1 : 0)
            .toArray());
  }

  private static void overlong(CaseView view) {
    Figures params = view.params();
    OverlongPenalty rule =
        new OverlongPenalty(
            params.number("max"), params.number("buffer"), params.number("factor", 1));
    view.put("penalty", Arrays.stream(view.inputs().row("length")).map(rule::of).toArray());
  }

  /** Inputs may be one table whose name lists its columns. */
  private static Map<String, double[]> columns(CaseView view, String... wanted) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : view.inputs().names()) {
      String[] parts = name.split(",");
      double[][] rows = view.inputs().matrix(name);
      for (int c = 0; c < parts.length; c++) {
        int column = c;
        columns.put(
            parts[c].strip(),
            parts.length == 1
                ? rows[0]
                : Arrays.stream(rows).mapToDouble(row -> row[column]).toArray());
      }
    }
    Set<String> known = Set.of(wanted);
    for (String name : wanted) {
      if (!columns.containsKey(name)) {
        throw new VectorFault("input column '" + name + "' is missing");
      }
    }
    for (String name : columns.keySet()) {
      if (!known.contains(name)) {
        throw new VectorFault(
            "input column '" + name + "' is not known" + Nearest.hint(name, List.of(wanted)));
      }
    }
    return columns;
  }

  /** A figure for each row of the table. */
  private interface OfRow {
    double of(double[] row);
  }

  private static double[] each(CaseView view, OfRow rule, String... wanted) {
    Map<String, double[]> columns = columns(view, wanted);
    int rows = columns.values().iterator().next().length;
    double[] results = new double[rows];
    for (int i = 0; i < rows; i++) {
      double[] row = new double[wanted.length];
      for (int c = 0; c < wanted.length; c++) {
        row[c] = columns.getOrDefault(wanted[c], results)[i];
      }
      results[i] = rule.of(row);
    }
    return results;
  }

  private static void areal(CaseView view) {
    view.put(
        "capacity",
        each(
            view,
            r -> StalenessCapacity.start(r[0], r[1], r[2], r[3], r[4], r[5]),
            "max_concurrent",
            "running",
            "max_staleness",
            "version",
            "batch",
            "accepted"));
  }

  private static void skyrl(CaseView view) {
    view.put(
        "capacity",
        each(
            view,
            r -> StalenessCapacity.ofBatches(r[0], r[1], r[2], r[3], r[4]),
            "max_staleness",
            "version_from_1",
            "batch",
            "accepted",
            "running"));
  }

  private static void verl(CaseView view) {
    view.put(
        "rollouts",
        each(
            view,
            r -> StalenessCapacity.perVersion(r[0], r[1], r[2], r[3], r[4]),
            "staleness",
            "trigger",
            "require_batches",
            "mini_batch",
            "stale"));
  }

  private static void staleness(CaseView view) {
    double[] trainer = view.inputs().row("trainer_version");
    double[][] tokens = view.inputs().matrix("token_versions");
    double most = view.params().number("max", Double.POSITIVE_INFINITY);
    double[] staleness = new double[trainer.length];
    Arrays.setAll(staleness, i -> StalenessCapacity.of(trainer[i], tokens[i]));
    view.put("staleness", staleness);
    view.put("accept", Arrays.stream(staleness).map(s -> s <= most ? 1 : 0).toArray());
  }

  private static void rows(CaseView view) {
    Figures params = view.params();
    List<String> columns = List.of(view.inputs().texts("columns"));
    List<TrajectorySelection.Row> rows = new ArrayList<>();
    for (JsonNode row : view.inputs().tree("rows")) {
      rows.add(
          new TrajectorySelection.Row(
              cell(columns, row, "trajectory_id").asString(),
              cell(columns, row, "task_id").asString(),
              cell(columns, row, "reward").asDouble(),
              cell(columns, row, "model_version").asString(),
              isTrue(cell(columns, row, "used")),
              cell(columns, row, "created").asDouble()));
    }
    TrajectorySelection rule =
        new TrajectorySelection(
            Set.of(params.texts("latest_versions")),
            (int) params.number("per_task_limit"),
            params.number("acc_max", 1));
    view.put("selected", rule.of(rows));
  }

  private static boolean isTrue(JsonNode value) {
    return value.isBoolean() ? value.asBoolean() : value.asDouble() != 0;
  }

  private static JsonNode cell(List<String> columns, JsonNode row, String name) {
    int place = columns.indexOf(name);
    if (place < 0) {
      throw new VectorFault("column '" + name + "' is missing" + Nearest.hint(name, columns));
    }
    return row.path(place);
  }
}
