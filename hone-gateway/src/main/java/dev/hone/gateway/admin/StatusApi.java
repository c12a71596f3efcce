package dev.hone.gateway.admin;

import dev.hone.core.TenantId;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.upstream.UpstreamStatus;
import dev.hone.store.Ledger;
import dev.hone.store.UsageTotals;
import dev.hone.store.WorkBoard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is going on for the caller's tenant: training, what waits and for what, usage. */
final class StatusApi {

  private final Ledger ledger;
  private final Supplier<Map<String, String>> problems;
  private final Supplier<List<UpstreamStatus>> upstreams;
  private final StatusSections sections;

  /**
   * @param problems versions that cannot be loaded, with the reason
   * @param upstreams how each does
   * @param sections what else is shown
   */
  StatusApi(
      Ledger ledger,
      Supplier<Map<String, String>> problems,
      Supplier<List<UpstreamStatus>> upstreams,
      StatusSections sections) {
    this.ledger = ledger;
    this.problems = problems;
    this.upstreams = upstreams;
    this.sections = sections;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.admin("GET", "/api/status", "Trainers, what waits, usage.", this::status));
  }

  private void status(Exchange exchange, Caller caller) {
    TenantId tenant = caller.tenant();
    WorkBoard work = ledger.work();
    ObjectNode root = Json.object().put("tenant", tenant.value());
    ArrayNode trainers = root.putArray("trainers");
    for (WorkBoard.TrainerStatus trainer : work.trainers()) {
      if (trainer.tenant() == null || trainer.tenant().equals(tenant)) {
        trainers
            .addObject()
            .put("owner", trainer.owner())
            .put("version", trainer.version() == null ? null : trainer.version().toString())
            .put("doing", trainer.doing())
            .put("step", trainer.step())
            .put("of_steps", trainer.ofSteps())
            .put("loss", trainer.loss());
      }
    }
    ArrayNode waiting = root.putArray("waiting");
    for (WorkBoard.TrainingScope scope : work.trainingScopes()) {
      if (scope.tenant().equals(tenant)) {
        waiting
            .addObject()
            .put("scope", scope.scope().key())
            .put("policy", scope.policy())
            .put("samples", scope.samples())
            .put("taught", scope.taught())
            .put("oldest_waiting_seconds", scope.oldestWaiting());
      }
    }
    ArrayNode idle = root.putArray("idle");
    for (WorkBoard.Idle reason : work.idle(tenant)) {
      idle.addObject().put("reason", reason.reason()).put("steps", reason.steps());
    }
    UsageTotals usage = caller.ledger().usage();
    root.putObject("usage")
        .put("steps", usage.steps())
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("lesson_tokens_saved", usage.lessonTokensSaved());
    ObjectNode broken = root.putObject("broken_versions");
    problems.get().forEach(broken::put);
    ArrayNode behind = root.putArray("upstreams");
    for (UpstreamStatus upstream : upstreams.get()) {
      behind
          .addObject()
          .put("name", upstream.name())
          .put("address", upstream.address())
          .put("dialect", upstream.dialect())
          .put("circuit", upstream.circuit())
          .put("failures", upstream.failures())
          .put("in_flight", upstream.inFlight())
          .put("last_error", upstream.lastError())
          .put("last_error_at", text(upstream.lastErrorAt()))
          .put("rest_seconds", upstream.rest().toMillis() / 1000.0);
    }
    sections.all().forEach((name, section) -> root.set(name, section.apply(tenant)));
    exchange.sendJson(200, root);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
