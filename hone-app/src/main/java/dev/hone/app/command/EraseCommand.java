package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone erase}: removes what was said, for good. */
@Command(
    name = "erase",
    description = "Removes what a user, a session or the whole tenant has said, for good.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EraseCommand extends ApiCommand {

  /** Whose words; exactly one. */
  static final class What {

    @Option(names = "--user", required = true, description = "All that an end user has said.")
    @Nullable String user;

    @Option(names = "--session", required = true, description = "A session, by its name or id.")
    @Nullable String session;

    @Option(names = "--tenant", required = true, description = "Everything of the key's tenant.")
    boolean tenant;
  }

  @ArgGroup(multiplicity = "1")
  What what;

  @Option(names = "--dry-run", description = "Count only; remove nothing.")
  boolean dryRun;

  @Option(names = "--yes", description = "Yes, remove it: it cannot be brought back.")
  boolean yes;

  @Override
  JsonNode ask(ServiceClient client) {
    if (!dryRun && !yes) {
      throw new ParameterException(
          spec.commandLine(),
          "This removes data for good; look with --dry-run, then say --yes to remove it.");
    }
    ObjectNode body = Json.MAPPER.createObjectNode();
    if (what.user != null) {
      body.put("user", what.user);
    } else if (what.session != null) {
      body.put("session", what.session);
    } else {
      body.put("tenant", true);
    }
    if (dryRun) {
      body.put("dry_run", true);
    }
    JsonNode answer = client.post("/api/erase", body);
    while (!answer.path("done").asBoolean()) {
      answer = client.post("/api/erase", body);
    }
    return answer;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table counts = new Table(dryRun ? "WOULD BE REMOVED" : "REMOVED", "COUNT");
    answer
        .path("counts")
        .properties()
        .forEach(
            count -> counts.row(count.getKey().replace('_', ' '), count.getValue().asString()));
    counts.print(out);
    if (answer.path("versions").isEmpty()) {
      out.println("No version was trained on it.");
      return;
    }
    out.println("Versions that learned from it; roll back what should not serve any more:");
    Table versions = new Table("VERSION", "FOR", "STATE", "STEPS");
    for (JsonNode one : answer.path("versions")) {
      versions.row(
          cell(one, "version"), cell(one, "scope"), cell(one, "state"), cell(one, "steps"));
    }
    versions.print(out);
  }
}
