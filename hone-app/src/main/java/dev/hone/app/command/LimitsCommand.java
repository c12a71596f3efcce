package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone limits list|set|remove}. */
@Command(
    name = "limits",
    description = "Lists, sets or removes limits of requests, tokens and calls at the same time.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class LimitsCommand extends ApiCommand {

  /** What to do. */
  enum Action {
    list,
    set,
    remove
  }

  @Parameters(index = "0", defaultValue = "list", description = "${COMPLETION-CANDIDATES}.")
  Action action = Action.list;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "remove: which one.")
  @Nullable String id;

  @Mixin WhomOptions whom;

  @Option(names = "--api-key", paramLabel = "ID", description = "set: a key by id, or * for each.")
  @Nullable String apiKey;

  @Option(names = "--requests", paramLabel = "N", description = "set: most requests of a minute.")
  @Nullable Long requests;

  @Option(names = "--tokens", paramLabel = "N", description = "set: most tokens of a minute.")
  @Nullable Long tokens;

  @Option(names = "--concurrent", paramLabel = "N", description = "set: most calls at once.")
  @Nullable Long concurrent;

  @Override
  JsonNode ask(ServiceClient client) {
    return switch (action) {
      case list -> client.get("/api/limits");
      case set -> client.post("/api/limits", wanted());
      case remove -> client.call("DELETE", "/api/limits/" + named(), null, Map.of()).body();
    };
  }

  private ObjectNode wanted() {
    ObjectNode body = Json.MAPPER.createObjectNode();
    whom.putInto(body, "key", apiKey, spec);
    put(body, "requests_per_minute", requests);
    put(body, "tokens_per_minute", tokens);
    put(body, "concurrent", concurrent);
    return body;
  }

  private static void put(ObjectNode body, String name, @Nullable Long value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private String named() {
    if (id == null) {
      throw new ParameterException(
          spec.commandLine(), "remove needs the limit's id; 'hone limits list' shows it");
    }
    return encoded(id);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    switch (action) {
      case list -> {
        Table table = new Table("OF", "NAME", "REQUESTS/MIN", "TOKENS/MIN", "AT ONCE", "ID");
        for (JsonNode limit : answer.path("limits")) {
          table.row(
              cell(limit, "kind"),
              cell(limit, "name"),
              cell(limit, "requests_per_minute"),
              cell(limit, "tokens_per_minute"),
              cell(limit, "concurrent"),
              cell(limit, "id"));
        }
        table.print(out);
      }
      case set -> out.println("limit " + cell(answer, "id") + " holds.");
      case remove -> out.println("limit " + cell(answer, "id") + " is removed.");
    }
  }
}
