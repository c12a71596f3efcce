package dev.hone.app.command;

import dev.hone.app.ExitCode;
import dev.hone.app.starter.StarterMaker;
import dev.hone.app.starter.StarterShape;
import dev.hone.learn.starter.StarterExam;
import dev.hone.learn.starter.StarterPretraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hone pretrain-starter}: makes the starter policy, from nothing or from an earlier one. */
@Command(
    name = "pretrain-starter",
    description = "Trains the starter policy; goes on where it was stopped.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PretrainStarterCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "starter",
      description =
          "Model folder to write, in the place of an older one. Default: ${DEFAULT-VALUE}.")
  Path out;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      defaultValue = ".build/starter",
      description = "Checkpoints; remove it to begin anew. Default: ${DEFAULT-VALUE}.")
  Path work;

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description =
          "Begin with the weights and the tokenizer of this starter and give it the further course."
              + " Default: random weights and the first course.")
  @Nullable Path from;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "The result depends on it. Default: ${DEFAULT-VALUE}, as shipped.")
  int threads;

  @Option(
      names = "--steps",
      description = "Fewer steps than shipped, to try something. Default: as shipped.")
  @Nullable Integer steps;

  @Option(
      names = "--exam-size",
      defaultValue = "25",
      description = "Questions in each suite of the exam. Default: ${DEFAULT-VALUE}.")
  int examSize;

  @Override
  public Integer call() {
    PrintWriter lines = spec.commandLine().getOut();
    StarterPretraining.Settings course =
        from == null ? StarterPretraining.Settings.first() : StarterPretraining.Settings.further();
    StarterPretraining.Settings settings = steps == null ? course : course.in(steps);
    StarterExam.Report report =
        new StarterMaker(
                work,
                from,
                StarterShape.shipped(),
                settings,
                threads,
                examSize,
                line -> {
                  lines.println(line);
                  lines.flush();
                })
            .make(out);
    lines.println(report.table());
    lines.println("written to " + out);
    lines.flush();
    return ExitCode.OK;
  }
}
