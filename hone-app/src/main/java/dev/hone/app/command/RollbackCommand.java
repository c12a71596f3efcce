package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone rollback}: takes a live version back. */
@Command(
    name = "rollback",
    description = "Takes the live version of a user (or agent, or the tenant) back.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RollbackCommand extends ApiCommand {

  /** For whom; exactly one. */
  static final class For {

    @Option(names = "--user", required = true, description = "An end user.")
    @Nullable String user;

    @Option(names = "--agent", required = true, description = "Every user of an agent.")
    @Nullable String agent;

    @Option(names = "--tenant", required = true, description = "Everybody in the tenant.")
    boolean tenant;

    String scope() {
      if (user != null) {
        return "user:" + user;
      }
      return agent != null ? "agent:" + agent : "tenant";
    }
  }

  @ArgGroup(multiplicity = "1")
  For target;

  @Option(names = "--policy", description = "Policy; default: the configured one.")
  @Nullable String policy;

  @Option(names = "--reason", description = "Kept with the decision.")
  @Nullable String reason;

  @Override
  JsonNode ask(ServiceClient client) {
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("policy", policy == null ? service.configuration().policy().name() : policy)
            .put("scope", target.scope());
    if (reason != null) {
      body.put("reason", reason);
    }
    return client.post("/api/rollback", body);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println("Rolled back for " + target.scope() + "; see: hone versions");
  }
}
