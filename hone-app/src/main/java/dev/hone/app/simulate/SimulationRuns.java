package dev.hone.app.simulate;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.MarkedFile;
import dev.hone.app.SetupException;
import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.learn.simulate.SimulatedUser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an experiment and says what came of it, to people, machines and files. */
public final class SimulationRuns {

  private static final String MARK = "simulate";

  private final PrintWriter out;
  private final boolean show;

  /**
   * Runs of one command.
   *
   * @param show print every session, word for word
   */
  public SimulationRuns(PrintWriter out, boolean show) {
    this.out = out;
    this.show = show;
  }

  /**
   * Runs it.
   *
   * @param command the command line, for the file
   * @param write a file with marks to put the tables into, the curves beside it; or null
   * @param json print a line of JSON in the end
   * @return an exit code
   */
  public int run(SimulationOptions options, String command, @Nullable Path write, boolean json) {
    int worlds = Simulation.plans(options).size();
    out.println(
        options.users().size()
            + " users, "
            + options.seeds()
            + " seeds, "
            + options.sessions()
            + " sessions each: "
            + worlds
            + " worlds, "
            + options.threads()
            + " at a time");
    out.flush();
    ProgressLines progress = new ProgressLines(out, worlds, show);
    List<WorldResult> results = new Simulation(options, progress).run();
    Summary summary =
        Summary.of(
            results,
            options.users().stream().map(SimulatedUser::name).toList(),
            options.sessions());
    SummaryText text = new SummaryText(summary);
    String definition = SummaryText.definition(options.sessions());
    out.println();
    out.println(definition);
    out.println();
    out.println(text.markdown());
    if (write != null) {
      write(write, command, definition, text, summary, options);
    }
    if (json) {
      out.println(
          Json.MAPPER.writeValueAsString(SummaryJson.of(summary, options, progress.seconds())));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static void write(
      Path file,
      String command,
      String definition,
      SummaryText text,
      Summary summary,
      SimulationOptions options) {
    StringBuilder part = new StringBuilder();
    part.append("\nCommand: `").append(command).append("`\n\n").append(definition).append("\n\n");
    for (Weights sharing : options.scopes()) {
      Path chart = file.resolveSibling("simulate-" + sharing.label() + ".svg");
      draw(chart, sharing, summary);
      part.append("![")
          .append(title(sharing))
          .append("](")
          .append(chart.getFileName())
          .append(")\n\n");
    }
    part.append(text.markdown()).append('\n');
    MarkedFile.replace(file, MARK, part.toString());
  }

  private static String title(Weights sharing) {
    return switch (sharing) {
      case SEPARATE -> "First replies that pass, one version for each user";
      case JOINT -> "First replies that pass, one version for all users";
    };
  }

  private static void draw(Path file, Weights sharing, Summary summary) {
    List<CurveChart.Curve> curves = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      if (!row.method().trains() || row.sharing() == sharing) {
        curves.add(new CurveChart.Curve(row.method().label(), row.passing()));
      }
    }
    try {
      Files.writeString(file, CurveChart.svg(title(sharing), curves));
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
