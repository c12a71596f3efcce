package dev.hone.app.command;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A command that asks the running service and prints what it says, as a table or as JSON. */
@Command(mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
abstract class ApiCommand implements Callable<Integer> {

  @Spec CommandSpec spec;
  @Mixin ServiceOptions service;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public final Integer call() {
    try (ServiceClient client = service.client()) {
      JsonNode answer = ask(client);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.MAPPER.writeValueAsString(answer));
      } else {
        print(answer, out);
      }
      out.flush();
      return 0;
    }
  }

  abstract JsonNode ask(ServiceClient client);

  abstract void print(JsonNode answer, PrintWriter out);

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A value for a cell: empty for what is missing. */
  static String cell(JsonNode row, String name) {
    return row.path(name).isNull() ? "" : row.path(name).asString("");
  }

  /** The time of day and date without fractions. */
  static String time(JsonNode row, String name) {
    String full = cell(row, name);
    int dot = full.indexOf('.');
    return (dot < 0 ? full : full.substring(0, dot) + "Z").replace('T', ' ');
  }
}
