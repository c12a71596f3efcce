package dev.hone.app.simulate;

import dev.hone.app.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A summary for machines. */
final class SummaryJson {

  private SummaryJson() {}

  static ObjectNode of(Summary summary, SimulationOptions options, double seconds) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("sessions", summary.sessions());
    node.put("first_seed", options.firstSeed()).put("seeds", options.seeds());
    ArrayNode users = node.putArray("users");
    summary.users().forEach(users::add);
    ArrayNode rows = node.putArray("methods");
    summary.rows().forEach(row -> add(rows.addObject(), row));
    ArrayNode months = node.putArray("months");
    summary.months().forEach(month -> add(months.addObject(), month));
    ArrayNode bounds = node.putArray("bounds");
    for (Bound bound : Bound.of(summary)) {
      bounds
          .addObject()
          .put("bound", bound.what())
          .put("measured", bound.measured())
          .put("held", bound.held());
    }
    return node.put("seconds", seconds);
  }

  private static void add(ObjectNode node, Summary.Row row) {
    node.put("method", row.method().label());
    node.put("weights", row.method().trains() ? row.sharing().label() : "none");
    node.put("sessions_to_three_passes", row.began());
    node.put("sessions_to_third_pass", row.shown());
    node.put("converged", row.converged());
    if (!Double.isNaN(row.skillsBefore())) {
      node.put("skills_before", row.skillsBefore());
      node.put("skills_after", row.skillsAfter());
    }
    node.put("lessons", row.lessons());
    node.put("corrections", row.corrections());
    curve(node.putArray("passing"), row.passing());
    curve(node.putArray("format"), row.format());
    curve(node.putArray("right"), row.right());
    ObjectNode users = node.putObject("sessions_by_user");
    row.beganOf().forEach(users::put);
    ObjectNode training = node.putObject("training");
    training.put("runs", row.releases().runs()).put("live", row.releases().live());
    reasons(training.putObject("refused"), row.releases().refused());
    reasons(training.putObject("stopped"), row.releases().stopped());
  }

  private static void add(ObjectNode node, WorldResult.Saved month) {
    node.put("user", month.user())
        .put("days", month.days())
        .put("sessions", month.sessions())
        .put("calls", month.steps())
        .put("prompt_tokens", month.sent())
        .put("prompt_tokens_with_lessons", month.told())
        .put("saved", month.tokens())
        .put("passed", month.passed());
  }

  private static void curve(ArrayNode node, List<Double> curve) {
    curve.forEach(node::add);
  }

  private static void reasons(ObjectNode node, Map<String, Integer> reasons) {
    reasons.forEach(node::put);
  }
}
