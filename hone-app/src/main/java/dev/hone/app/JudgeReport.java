package dev.hone.app;

import dev.hone.core.TenantId;
import dev.hone.gateway.Gateway;
import dev.hone.learn.drift.JudgeDrift;
import dev.hone.learn.judge.ModelJudge;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What judges say and whether it moves, in {@code /api/status} and {@code /metrics}. */
record JudgeReport(JudgeDrift drift, @Nullable ModelJudge model, MeterRegistry registry) {

  /** Shows it from now on. */
  void showIn(Gateway gateway) {
    Gauge.builder("hone.judge.drift.alarms", drift, JudgeDrift::alarms)
        .description("Shares of verdicts, or of agreement, that have moved beyond their bounds")
        .register(registry);
    ModelJudge asked = model;
    if (asked != null) {
      for (String what : asked.counts().keySet()) {
        Gauge.builder("hone.judge.votes", asked, judge -> judge.counts().getOrDefault(what, 0L))
            .description("Votes of the model judge since the start, by what became of them")
            .tag("outcome", what)
            .register(registry);
      }
    }
    gateway.showInStatus("judges", this::of);
  }

  JsonNode of(TenantId tenant) {
    ObjectNode report = Json.MAPPER.createObjectNode();
    ArrayNode sources = report.putArray("sources");
    ArrayNode alarms = report.putArray("drift");
    for (JudgeDrift.Series series : drift.of(tenant)) {
      ObjectNode source = sources.addObject().put("source", series.source());
      counts(source.putObject("recent"), series.recent());
      counts(source.putObject("before"), series.before());
      for (JudgeDrift.Move move : series.moved()) {
        alarms
            .addObject()
            .put("source", series.source())
            .put("outcome", move.outcome())
            .put("before", move.before())
            .put("recent", move.recent())
            .put("sigmas", move.sigmas());
      }
    }
    if (model != null) {
      counts(report.putObject("votes"), model.counts());
    }
    return report;
  }

  private static void counts(ObjectNode node, Map<String, Long> counts) {
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(count -> node.put(count.getKey(), count.getValue()));
  }
}
