package dev.hone.app.command;

import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code hone usage}: what was spent. */
@Command(name = "usage", description = "Tokens and money by day, agent, user and model.")
final class UsageCommand extends ApiCommand {

  private static final List<String> COLUMNS =
      List.of(
          "day",
          "tenant",
          "agent",
          "user",
          "model",
          "calls",
          "prompt_tokens",
          "completion_tokens",
          "money");

  @Option(names = "--from", paramLabel = "DAY", description = "First day, as 2026-03-01.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "DAY", description = "Last day. Default: today (UTC).")
  @Nullable String to;

  @Option(names = "--csv", description = "Print comma-separated values.")
  boolean csv;

  @Override
  JsonNode ask(ServiceClient client) {
    String query =
        (from == null ? "" : "&from=" + encoded(from)) + (to == null ? "" : "&to=" + encoded(to));
    return client.get("/api/usage" + query.replaceFirst("&", "?"));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (csv) {
      out.println(String.join(",", COLUMNS));
      for (JsonNode row : answer.path("usage")) {
        out.println(
            String.join(",", COLUMNS.stream().map(column -> quoted(cell(row, column))).toList()));
      }
      return;
    }
    Table table =
        new Table(
            "DAY", "TENANT", "AGENT", "USER", "MODEL", "CALLS", "PROMPT", "COMPLETION", "MONEY");
    for (JsonNode row : answer.path("usage")) {
      table.row(COLUMNS.stream().map(column -> cell(row, column)).toArray());
    }
    table.print(out);
  }

  /** As RFC 4180 says; a text that a spreadsheet would take for a formula is made plain. */
  private static String quoted(String text) {
    String plain = !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return plain.matches("[^\",\r\n]*") ? plain : "\"" + plain.replace("\"", "\"\"") + "\"";
  }
}
