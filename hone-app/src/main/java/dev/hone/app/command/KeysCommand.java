package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone keys list|issue|revoke|rotate}. */
@Command(name = "keys", description = "Lists, issues, revokes or rotates API keys.")
final class KeysCommand extends ApiCommand {

  /** What to do. */
  enum Action {
    list,
    issue,
    revoke,
    rotate
  }

  @Parameters(index = "0", defaultValue = "list", description = "${COMPLETION-CANDIDATES}.")
  Action action = Action.list;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "Which key.")
  @Nullable String id;

  @Option(names = "--agent", description = "issue: who speaks through it.")
  @Nullable String agent;

  @Option(names = "--purpose", description = "issue: what it is for.")
  @Nullable String purpose;

  @Option(names = "--scope", description = "issue: calls or feedback; may be repeated.")
  @Nullable String @Nullable [] scopes;

  @Option(names = "--admin", description = "issue: with admin rights.")
  boolean admin;

  @Option(names = "--no-consent", description = "issue: its steps are not trained on.")
  boolean noConsent;

  @Option(names = "--expires-in", paramLabel = "SECONDS", description = "issue: until when.")
  @Nullable Long expires;

  @Option(
      names = "--overlap",
      paramLabel = "SECONDS",
      description = "rotate: how long the old key goes on. Default: a day.")
  @Nullable Long overlap;

  @Override
  JsonNode ask(ServiceClient client) {
    return switch (action) {
      case list -> client.get("/api/keys");
      case issue -> client.post("/api/keys", wanted());
      case revoke -> client.call("DELETE", "/api/keys/" + named(), null, Map.of()).body();
      case rotate -> {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (overlap != null) {
          body.put("overlap_seconds", overlap);
        }
        yield client.post("/api/keys/" + named() + "/rotate", body);
      }
    };
  }

  private ObjectNode wanted() {
    ObjectNode body = Json.MAPPER.createObjectNode().put("admin", admin).put("consent", !noConsent);
    if (agent != null) {
      body.put("agent", agent);
    }
    if (purpose != null) {
      body.put("purpose", purpose);
    }
    if (expires != null) {
      body.put("expires_in_seconds", expires);
    }
    if (scopes != null) {
      ArrayNode array = body.putArray("scopes");
      for (String scope : scopes) {
        array.add(scope);
      }
    }
    return body;
  }

  private String named() {
    if (id == null) {
      throw new ParameterException(
          spec.commandLine(), action + " needs the key's id; 'hone keys list' shows it");
    }
    return encoded(id);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    switch (action) {
      case list -> {
        Table table = new Table("STATE", "AGENT", "PURPOSE", "ADMIN", "EXPIRES", "ID");
        for (JsonNode key : answer.path("keys")) {
          table.row(
              cell(key, "state"),
              cell(key, "agent"),
              cell(key, "purpose"),
              cell(key, "admin"),
              time(key, "expires"),
              cell(key, "id"));
        }
        table.print(out);
      }
      case issue, rotate -> {
        out.println("key " + cell(answer, "id") + ", shown only now:");
        out.println(cell(answer, "secret"));
      }
      case revoke -> out.println("key " + cell(answer, "id") + " has ended.");
    }
  }
}
