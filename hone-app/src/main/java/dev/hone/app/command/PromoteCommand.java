package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone promote}: makes a version live by hand. */
@Command(name = "promote", description = "Makes a version live for those it was trained for.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PromoteCommand extends ApiCommand {

  @Parameters(index = "0", paramLabel = "VERSION", description = "Such as starter@2.")
  String version;

  @Option(names = "--reason", description = "Kept with the decision.")
  @Nullable String reason;

  @Override
  JsonNode ask(ServiceClient client) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    if (reason != null) {
      body.put("reason", reason);
    }
    return client.post("/api/versions/" + encoded(version) + "/promote", body);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(version + " is live.");
  }
}
