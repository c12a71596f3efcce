package dev.hone.app.command;

import dev.hone.app.demo.DemoRuns;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hone demo}: the whole loop on a service of its own. */
@Command(
    name = "demo",
    description = "Shows the whole loop on a service of its own, with a scripted user.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DemoCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Another seed is another user. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--seeds",
      defaultValue = "1",
      description = "Run so many seeds, one after the other. Default: ${DEFAULT-VALUE}.")
  int seeds;

  @Option(
      names = "--interactions",
      defaultValue = "48",
      description = "Requests of the user before training. Default: ${DEFAULT-VALUE}.")
  int interactions;

  @Option(names = "--json", description = "Print only one line of JSON for each seed.")
  boolean json;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Put the table of all seeds into a file (docs/results.md), between its marks.")
  @Nullable Path write;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Keep the data folder here; default: a temporary one, removed at the end.")
  @Nullable Path data;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return new DemoRuns(out, json, interactions, data).run(seed, seeds, write);
  }
}
