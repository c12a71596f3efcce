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
import tools.jackson.databind.JsonNode;

/** {@code hone lessons}: lists them, or changes one. */
@Command(name = "lessons", description = "Lists lessons; adds, edits, switches or deletes one.")
final class LessonsCommand extends ApiCommand {

  @Option(names = "--user", description = "Only those of this user.")
  @Nullable String user;

  @Option(names = "--agent", description = "Only those that hold for every user of this agent.")
  @Nullable String agent;

  @Option(names = "--tenant", description = "Only those that hold for everybody.")
  boolean tenant;

  @Option(
      names = "--add",
      paramLabel = "TEXT",
      description = "Teach this to --user, to all users of --agent, or to everybody: --tenant.")
  @Nullable String add;

  @Option(names = "--edit", paramLabel = "ID", description = "Change the words to --text.")
  @Nullable String edit;

  @Option(names = "--text", description = "The new words for --edit.")
  @Nullable String text;

  @Option(names = "--off", paramLabel = "ID", description = "Leave it out of prompts.")
  @Nullable String off;

  @Option(names = "--on", paramLabel = "ID", description = "Put it into prompts again.")
  @Nullable String on;

  @Option(names = "--delete", paramLabel = "ID", description = "Remove it.")
  @Nullable String delete;

  @Override
  JsonNode ask(ServiceClient client) {
    String scope = scope();
    if (add != null) {
      if (scope == null) {
        throw new ParameterException(
            spec.commandLine(), "--add needs --user, --agent or --tenant: whose lesson is it?");
      }
      client.post(
          "/api/lessons", Json.MAPPER.createObjectNode().put("scope", scope).put("text", add));
    }
    if (edit != null) {
      if (text == null) {
        throw new ParameterException(spec.commandLine(), "--edit needs --text with the new words");
      }
      change(client, edit, "text", text);
    }
    if (off != null) {
      change(client, off, "state", "off");
    }
    if (on != null) {
      change(client, on, "state", "on");
    }
    if (delete != null) {
      client.call("DELETE", "/api/lessons/" + encoded(delete), null, Map.of());
    }
    return client.get(scope == null ? "/api/lessons" : "/api/lessons?scope=" + encoded(scope));
  }

  private @Nullable String scope() {
    if ((user == null ? 0 : 1) + (agent == null ? 0 : 1) + (tenant ? 1 : 0) > 1) {
      throw new ParameterException(
          spec.commandLine(), "--user, --agent and --tenant name one scope; give one of them");
    }
    if (user != null) {
      return "user:" + user;
    }
    return agent != null ? "agent:" + agent : tenant ? "tenant" : null;
  }

  private static void change(ServiceClient client, String id, String name, String value) {
    client.call(
        "PATCH",
        "/api/lessons/" + encoded(id),
        Json.MAPPER.createObjectNode().put(name, value),
        Map.of());
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    Table table =
        new Table("STATE", "FOR", "LESSON", "USERS", "USES", "MEASURED", "GRADUATED INTO", "ID");
    for (JsonNode one : answer.path("lessons")) {
      table.row(
          cell(one, "state"),
          cell(one, "scope"),
          cell(one, "text"),
          users(one),
          cell(one, "uses"),
          measured(one),
          cell(one, "graduated_into"),
          cell(one, "id"));
    }
    if (table.isEmpty()) {
      out.println("No lessons yet. Correct an answer in plain words.");
    } else {
      table.print(out);
    }
  }

  private static String users(JsonNode lesson) {
    return Long.toString(
        lesson
            .path("taught_by")
            .valueStream()
            .map(one -> one.path("user").asString(""))
            .distinct()
            .count());
  }

  /** What its last trial says. */
  private static String measured(JsonNode lesson) {
    JsonNode trials = lesson.path("trials");
    return trials.isEmpty() ? "" : trials.get(trials.size() - 1).path("state").asString("");
  }
}
