package dev.hone.app.command;

import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code hone status}: what works, what waits and for what, and the sums. */
@Command(
    name = "status",
    description = "Shows what the trainer does, what waits and why, and sums.")
final class StatusCommand extends ApiCommand {

  @Override
  JsonNode ask(ServiceClient client) {
    return client.get("/api/status");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    for (JsonNode trainer : answer.path("trainers")) {
      int of = trainer.path("of_steps").asInt(0);
      out.println(
          "trainer    "
              + cell(trainer, "doing")
              + (of > 0 ? ", step " + trainer.path("step").asInt(0) + " of " + of : ""));
    }
    for (JsonNode waiting : answer.path("waiting")) {
      out.println(
          "waiting    %s: %d samples, %d lessons to learn"
              .formatted(
                  cell(waiting, "scope"),
                  waiting.path("samples").asInt(0),
                  waiting.path("taught").asInt(0)));
    }
    Table idle = new Table("STEPS THAT DO NOT TRAIN", "");
    for (JsonNode reason : answer.path("idle")) {
      idle.row(cell(reason, "reason"), reason.path("steps").asLong(0));
    }
    if (!idle.isEmpty()) {
      idle.print(out);
    }
    JsonNode usage = answer.path("usage");
    out.println(
        "kept       %d steps, %d prompt and %d answer tokens; %d prompt tokens saved by graduated lessons"
            .formatted(
                usage.path("steps").asLong(0),
                usage.path("prompt_tokens").asLong(0),
                usage.path("completion_tokens").asLong(0),
                usage.path("lesson_tokens_saved").asLong(0)));
    JsonNode adapters = answer.path("adapters");
    if (adapters.isObject()) {
      out.println("adapters   " + AdapterLine.of(adapters));
    }
    Table upstreams = new Table("UPSTREAM", "ADDRESS", "CIRCUIT", "RUNNING", "LAST ERROR");
    for (JsonNode upstream : answer.path("upstreams")) {
      upstreams.row(
          cell(upstream, "name"),
          cell(upstream, "address"),
          cell(upstream, "circuit"),
          upstream.path("in_flight").asInt(0),
          cell(upstream, "last_error"));
    }
    if (!upstreams.isEmpty()) {
      upstreams.print(out);
    }
    for (JsonNode move : answer.path("judges").path("drift")) {
      out.println(
          "drift      judge %s: %s went from %.0f %% to %.0f %% (%.1f standard errors)"
              .formatted(
                  cell(move, "source"),
                  cell(move, "outcome"),
                  100 * move.path("before").asDouble(0),
                  100 * move.path("recent").asDouble(0),
                  move.path("sigmas").asDouble(0)));
    }
    answer
        .path("broken_versions")
        .forEachEntry((ref, why) -> out.println("broken     " + ref + ": " + why.asString("")));
  }
}
