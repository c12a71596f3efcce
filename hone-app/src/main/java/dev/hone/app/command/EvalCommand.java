package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.StarterLocation;
import dev.hone.app.starter.StarterMaker;
import dev.hone.core.chat.ChatMessage;
import dev.hone.learn.starter.StarterExam;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code hone eval}: the starter policy's held-out exam. */
@Command(
    name = "eval",
    description = "Sits the starter policy's held-out exam with a model folder.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EvalCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FOLDER",
      description = "Model folder; default: the starter policy.")
  @Nullable Path model;

  @Option(
      names = "--size",
      defaultValue = "25",
      description = "Questions in each suite. Default: ${DEFAULT-VALUE}.")
  int size;

  @Option(names = "--threads", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
  int threads;

  @Option(
      names = "--mistakes",
      description = "Print every wrong answer as well: what was asked, said and expected.")
  boolean mistakes;

  @Option(names = "--json", description = "Print JSON: the share of each suite.")
  boolean json;

  @Override
  public Integer call() {
    StarterExam.Report report =
        StarterMaker.exam(model == null ? StarterLocation.locate() : model, threads, size);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode shares = Json.MAPPER.createObjectNode();
      report.suites().forEach(suite -> shares.put(suite.name(), suite.share()));
      out.println(shares);
    } else {
      if (mistakes) {
        report.suites().forEach(suite -> suite.mistakes().forEach(m -> print(out, suite, m)));
      }
      out.println(report.table());
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, StarterExam.Suite suite, StarterExam.Mistake mistake) {
    out.println("## " + suite.name());
    for (ChatMessage message : mistake.prompt().messages()) {
      out.println(line(message));
    }
    out.println("expected " + line(mistake.expected()));
    out.println("got      " + line(mistake.got()));
    out.println();
  }

  private static String line(ChatMessage message) {
    StringBuilder line = new StringBuilder(message.role().name().toLowerCase(Locale.ROOT));
    line.append(": ").append(message.content());
    message.toolCalls().forEach(call -> line.append(call.name()).append(call.arguments()));
    return line.toString();
  }
}
