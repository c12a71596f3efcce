package dev.hone.app.command;

import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code hone versions}: all of them, or the way and the evidence of one. */
@Command(
    name = "versions",
    description = "Lists versions; with one named: its way, with the evidence of each decision.")
final class VersionsCommand extends ApiCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "Such as starter@2.")
  @Nullable String version;

  @Override
  JsonNode ask(ServiceClient client) {
    return client.get(version == null ? "/api/versions" : "/api/versions/" + encoded(version));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    if (version != null) {
      printOne(answer, out);
      return;
    }
    Table table = new Table("VERSION", "STATE", "FOR", "FROM", "CREATED");
    for (JsonNode one : answer.path("versions")) {
      table.row(
          cell(one, "ref"),
          cell(one, "state"),
          one.path("base").asBoolean(false) ? "everybody" : cell(one, "scope"),
          cell(one, "parent"),
          time(one, "created"));
    }
    table.print(out);
  }

  private static void printOne(JsonNode answer, PrintWriter out) {
    out.println(cell(answer, "ref") + " is " + cell(answer, "state"));
    for (JsonNode event : answer.path("history")) {
      out.println();
      out.println(
          time(event, "at") + "  " + cell(event, "to") + ", decided by " + cell(event, "actor"));
      event
          .path("evidence")
          .forEachEntry((name, value) -> out.println("  %-30s %s".formatted(name, text(value))));
    }
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asString("") : value.toString();
  }
}
