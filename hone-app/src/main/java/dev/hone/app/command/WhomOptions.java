package dev.hone.app.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.node.ObjectNode;

/** Whom a budget or a limit bounds; the tenant, if nobody is named. */
final class WhomOptions {

  @Option(names = "--agent", description = "set: an agent, or * for each by itself.")
  @Nullable String agent;

  @Option(names = "--user", description = "set: a user, or * for each by itself.")
  @Nullable String user;

  /**
   * Says it in a request.
   *
   * @param otherKind a third kind that can be named
   * @param other its name, or null
   * @throws ParameterException if more than one is named
   */
  void putInto(ObjectNode body, String otherKind, @Nullable String other, CommandSpec spec) {
    int named = (agent == null ? 0 : 1) + (user == null ? 0 : 1) + (other == null ? 0 : 1);
    if (named > 1) {
      throw new ParameterException(
          spec.commandLine(), "name one of --agent, --user and --" + otherKind + ", or none");
    }
    if (agent != null) {
      body.put("kind", "agent").put("name", agent);
    } else if (user != null) {
      body.put("kind", "user").put("name", user);
    } else if (other != null) {
      body.put("kind", otherKind).put("name", other);
    } else {
      body.put("kind", "tenant");
    }
  }
}
