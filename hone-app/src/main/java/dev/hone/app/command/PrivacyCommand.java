package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone privacy}: what the key's tenant keeps, beside what the installation says. */
@Command(
    name = "privacy",
    description = "Shows or sets how long the tenant keeps sessions, and words it does not keep.")
final class PrivacyCommand extends ApiCommand {

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      description = "Sessions older than so many days go; 0: as the installation says.")
  @Nullable Integer days;

  @Option(
      names = "--dictionary",
      paramLabel = "FILE",
      description = "Words that are not kept: one on a line, TAB, placeholder. Empty: none.")
  @Nullable Path dictionary;

  @Override
  JsonNode ask(ServiceClient client) {
    if (days == null && dictionary == null) {
      return client.get("/api/privacy");
    }
    ObjectNode body = Json.MAPPER.createObjectNode();
    if (days != null) {
      body.put("retention_days", days);
    }
    if (dictionary != null) {
      putTerms(body.putArray("redaction_terms"), lines(dictionary));
    }
    return client.post("/api/privacy", body);
  }

  private List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "the file " + file + " cannot be read (" + e + ")", e);
    }
  }

  private static void putTerms(ArrayNode terms, List<String> lines) {
    for (String one : lines) {
      String line = one.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        int tab = line.indexOf('\t');
        ObjectNode term = terms.addObject();
        term.put("text", tab < 0 ? line : line.substring(0, tab).strip());
        if (tab >= 0) {
          term.put("word", line.substring(tab + 1).strip());
        }
      }
    }
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    int kept = answer.path("retention_days").asInt();
    out.println(
        kept == 0
            ? "Sessions are kept as long as the installation says."
            : "Sessions are kept for " + kept + " days, or less if the installation says so.");
    Table table = new Table("NOT KEPT", "INSTEAD");
    for (JsonNode term : answer.path("redaction_terms")) {
      table.row(cell(term, "text"), "[" + cell(term, "word") + "]");
    }
    table.print(out);
  }
}
