package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.Table;
import dev.hone.app.config.ConfigKey;
import dev.hone.app.config.HoneConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hone config}: what can be set, and whether the file at hand is right. */
@Command(
    name = "config",
    description = "Lists every key of hone.yaml with its default, after checking the file.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConfigCommand implements Callable<Integer> {

  @Spec CommandSpec spec;
  @Mixin ServiceOptions service;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Option(names = "--markdown", hidden = true, description = "Print the table of the docs.")
  boolean markdown;

  @Override
  public Integer call() {
    service.configuration();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(HoneConfig.keys()));
      return ExitCode.OK;
    }
    if (markdown) {
      for (ConfigKey key : HoneConfig.keys()) {
        out.println("| `%s` | %s | %s |".formatted(key.name(), key.fallback(), key.about()));
      }
      return ExitCode.OK;
    }
    Table table = new Table("KEY", "DEFAULT", "ABOUT");
    for (ConfigKey key : HoneConfig.keys()) {
      table.row(key.name(), key.fallback(), key.about());
    }
    table.print(out);
    return ExitCode.OK;
  }
}
