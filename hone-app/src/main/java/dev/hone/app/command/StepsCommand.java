package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code hone steps}: everything that is kept of one step. */
@Command(name = "steps", description = "Shows a step: prompt, answer, judgements, next states.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class StepsCommand extends ApiCommand {

  @Parameters(index = "0", paramLabel = "STEP", description = "Its id (X-Hone-Step of the answer).")
  String step;

  @Option(names = "--tokens", description = "With token ids, log-probs and version spans.")
  boolean tokens;

  @Override
  JsonNode ask(ServiceClient client) {
    return client.get("/api/steps/" + encoded(step) + (tokens ? "?tokens=1" : ""));
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
  }
}
