package dev.hone.app.command;

import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code hone sessions}: the newest ones, or the steps of one. */
@Command(name = "sessions", description = "Lists sessions; with one named: its steps.")
final class SessionsCommand extends ApiCommand {

  private static final int MOST_TEXT = 60;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SESSION", description = "Its id or key.")
  @Nullable String session;

  @Option(names = "--user", description = "Only those of this user.")
  @Nullable String user;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many, newest first. Default: ${DEFAULT-VALUE}.")
  int limit;

  @Override
  JsonNode ask(ServiceClient client) {
    if (session != null) {
      return client.get("/api/sessions/" + encoded(session));
    }
    return client.get(
        "/api/sessions?limit=" + limit + (user == null ? "" : "&user=" + encoded(user)));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (session == null) {
      Table table = new Table("SESSION", "KEY", "USER", "STEPS", "DONE", "LAST");
      for (JsonNode one : answer.path("sessions")) {
        table.row(
            cell(one, "id"),
            cell(one, "key"),
            cell(one, "user"),
            cell(one, "steps"),
            cell(one, "done"),
            time(one, "last"));
      }
      table.print(out);
      return;
    }
    Table table = new Table("STEP", "LINE", "STATUS", "VERSION", "ANSWER");
    for (JsonNode step : answer.path("steps")) {
      table.row(
          cell(step, "id"),
          cell(step, "line"),
          cell(step, "status"),
          cell(step, "version"),
          shortened(step.path("response")));
    }
    table.print(out);
  }

  private static String shortened(JsonNode response) {
    String text = response.path("content").asString("");
    for (JsonNode call : response.path("tool_calls")) {
      text += (text.isEmpty() ? "" : " ") + call.path("function").path("name").asString("") + "()";
    }
    return text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
  }
}
