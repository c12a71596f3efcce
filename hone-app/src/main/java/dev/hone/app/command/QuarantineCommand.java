package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code hone quarantine list|hold|release}. */
@Command(
    name = "quarantine",
    description = "Lists users whose steps do not train; holds or releases one.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class QuarantineCommand extends ApiCommand {

  /** What to do. */
  enum Action {
    list,
    hold,
    release
  }

  @Parameters(index = "0", defaultValue = "list", description = "${COMPLETION-CANDIDATES}.")
  Action action = Action.list;

  @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "Whom.")
  @Nullable String user;

  @Option(names = "--reason", paramLabel = "WORDS", description = "hold: why.")
  @Nullable String reason;

  @Override
  JsonNode ask(ServiceClient client) {
    return switch (action) {
      case list -> client.get("/api/quarantine");
      case hold ->
          client.post(
              "/api/quarantine",
              Json.MAPPER.createObjectNode().put("user", named()).put("reason", reason));
      case release ->
          client.post(
              "/api/quarantine/" + encoded(named()) + "/release", Json.MAPPER.createObjectNode());
    };
  }

  private String named() {
    if (user == null) {
      throw new ParameterException(
          spec.commandLine(), action + " needs a user; 'hone quarantine list' shows them");
    }
    return user;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    switch (action) {
      case list -> {
        Table table = new Table("USER", "HELD", "SINCE", "BY", "REASON");
        for (JsonNode held : answer.path("quarantine")) {
          table.row(
              cell(held, "user"),
              held.path("held").asBoolean(false) ? "yes" : "released",
              time(held, "since"),
              cell(held, "actor"),
              cell(held, "reason"));
        }
        table.print(out);
      }
      case hold -> out.println(cell(answer, "user") + " does not train until released.");
      case release -> out.println(cell(answer, "user") + " trains again.");
    }
  }
}
