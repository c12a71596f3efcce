package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone golden list|add|remove}. */
@Command(
    name = "golden",
    description = "Lists, adds or removes golden cases: what each version must still answer right.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class GoldenCommand extends ApiCommand {

  /** What to do. */
  enum Action {
    list,
    add,
    remove
  }

  @Parameters(index = "0", defaultValue = "list", description = "${COMPLETION-CANDIDATES}.")
  Action action = Action.list;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "add: its name; remove: its id.")
  @Nullable String name;

  @Option(
      names = "--policy",
      defaultValue = "starter",
      paramLabel = "NAME",
      description = "add: of which policy; ${DEFAULT-VALUE} if not given.")
  String policy;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "add: what is asked.")
  @Nullable String prompt;

  @Option(names = "--contains", paramLabel = "TEXT", description = "add: stands in the answer.")
  List<String> contains = List.of();

  @Option(names = "--lacks", paramLabel = "TEXT", description = "add: does not stand in it.")
  List<String> lacks = List.of();

  @Option(names = "--matches", paramLabel = "REGEX", description = "add: is found in it.")
  @Nullable String matches;

  @Option(names = "--calls", paramLabel = "TOOL", description = "add: is called.")
  @Nullable String calls;

  @Override
  JsonNode ask(ServiceClient client) {
    return switch (action) {
      case list -> client.get("/api/golden");
      case add -> client.post("/api/golden", wanted());
      case remove ->
          client
              .call("DELETE", "/api/golden/" + encoded(required(name, "an id")), null, Map.of())
              .body();
    };
  }

  private ObjectNode wanted() {
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("name", required(name, "a name"))
            .put("policy", policy)
            .put("prompt", required(prompt, "--prompt"));
    ObjectNode check = body.putObject("check");
    put(check, "contains", contains);
    put(check, "lacks", lacks);
    if (matches != null) {
      check.put("matches", matches);
    }
    if (calls != null) {
      check.put("calls", calls);
    }
    return body;
  }

  private static void put(ObjectNode check, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode array = check.putArray(name);
      texts.forEach(array::add);
    }
  }

  private String required(@Nullable String value, String what) {
    if (value == null) {
      throw new ParameterException(spec.commandLine(), action + " needs " + what);
    }
    return value;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    switch (action) {
      case list -> {
        Table table = new Table("POLICY", "NAME", "CHECK", "ID");
        for (JsonNode one : answer.path("golden")) {
          table.row(
              cell(one, "policy"),
              cell(one, "name"),
              one.path("check").toString(),
              cell(one, "id"));
        }
        table.print(out);
      }
      case add -> out.println("golden case " + cell(answer, "id") + " holds.");
      case remove -> out.println("golden case " + cell(answer, "id") + " is removed.");
    }
  }
}
