package dev.hone.app.command;

import dev.hone.app.ServiceClient;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code hone explain version N}: where it comes from, who shaped it, what was decided and why. */
@Command(
    name = "explain",
    description = "Explains a version: origin, samples, suites, canary, each decision.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ExplainCommand extends ApiCommand {

  /** What is explained. */
  enum Thing {
    version
  }

  @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}.")
  Thing thing;

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      description = "Such as starter@2; 2 alone is of the policy starter.")
  String version;

  @Override
  JsonNode ask(ServiceClient client) {
    String ref = version.indexOf('@') < 0 ? "starter@" + version : version;
    if (ref.isBlank()) {
      throw new ParameterException(spec.commandLine(), "name a version, such as starter@2");
    }
    return client.get("/api/versions/" + encoded(ref) + "/explain");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    String parent = cell(answer, "parent");
    out.println(
        parent.isEmpty()
            ? cell(answer, "ref") + " is the base of the policy: nothing was trained into it."
            : cell(answer, "ref")
                + " is "
                + cell(answer, "state")
                + " for "
                + cell(answer, "scope")
                + ", made from "
                + parent
                + ".");
    JsonNode samples = answer.path("samples");
    out.println(
        "shaped by "
            + cell(samples, "steps")
            + " steps of "
            + cell(samples, "users")
            + " users, its parents' included; "
            + cell(samples, "erased_since")
            + " erased or expired since");
    for (JsonNode one : samples.path("top")) {
      out.println("  %-20s %s steps".formatted(cell(one, "user"), cell(one, "steps")));
    }
    section(answer, "shadow", out);
    section(answer, "canary", out);
    for (JsonNode event : answer.path("history")) {
      out.println();
      out.println(
          time(event, "at") + "  " + cell(event, "to") + ", decided by " + cell(event, "actor"));
      print(event.path("evidence"), 1, out);
    }
  }

  private static void section(JsonNode answer, String name, PrintWriter out) {
    if (answer.has(name)) {
      out.println(name + ":");
      print(answer.path(name), 1, out);
    }
  }

  private static void print(JsonNode node, int depth, PrintWriter out) {
    node.forEachEntry(
        (name, value) -> {
          String indent = "  ".repeat(depth);
          if (value.isObject()) {
            out.println(indent + name + ":");
            print(value, depth + 1, out);
          } else {
            out.println(
                indent
                    + "%-26s %s".formatted(name, value.isValueNode() ? value.asString("") : value));
          }
        });
  }
}
