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

/** {@code hone budgets list|set|remove}. */
@Command(name = "budgets", description = "Lists, sets or removes bounds of tokens and money.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class BudgetsCommand extends ApiCommand {

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

  @Option(names = "--session", paramLabel = "ID", description = "set: a session, or * for each.")
  @Nullable String session;

  @Option(names = "--period", description = "set: day, month or total. Default: month.")
  String period = "month";

  @Option(names = "--tokens", description = "set: most tokens of a period.")
  @Nullable Long tokens;

  @Option(names = "--money", description = "set: most money of a period, in the prices' unit.")
  @Nullable Double money;

  @Override
  JsonNode ask(ServiceClient client) {
    return switch (action) {
      case list -> client.get("/api/budgets");
      case set -> client.post("/api/budgets", wanted());
      case remove -> client.call("DELETE", "/api/budgets/" + named(), null, Map.of()).body();
    };
  }

  private ObjectNode wanted() {
    ObjectNode body = Json.MAPPER.createObjectNode().put("period", period);
    whom.putInto(body, "session", session, spec);
    if (tokens != null) {
      body.put("tokens", tokens);
    }
    if (money != null) {
      body.put("money", money);
    }
    return body;
  }

  private String named() {
    if (id == null) {
      throw new ParameterException(
          spec.commandLine(), "remove needs the budget's id; 'hone budgets list' shows it");
    }
    return encoded(id);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    switch (action) {
      case list -> {
        Table table = new Table("OF", "NAME", "PERIOD", "TOKENS", "MONEY", "RESETS", "ID");
        for (JsonNode budget : answer.path("budgets")) {
          table.row(
              cell(budget, "kind"),
              cell(budget, "name"),
              cell(budget, "period"),
              used(budget, "tokens"),
              used(budget, "money"),
              time(budget, "resets"),
              cell(budget, "id"));
        }
        table.print(out);
      }
      case set -> out.println("budget " + cell(answer, "id") + " holds.");
      case remove -> out.println("budget " + cell(answer, "id") + " is removed.");
    }
  }

  /** Spent and, where calls are running, reserved, of how much. */
  private static String used(JsonNode budget, String unit) {
    String bound = cell(budget, unit);
    return bound.isEmpty() ? "" : cell(budget.path("spent"), unit) + " of " + bound;
  }
}
