package dev.hone.bench;

import dev.hone.bench.engine.EngineCommand;
import dev.hone.bench.gateway.GatewayCommand;
import dev.hone.bench.kernel.KernelCommand;
import dev.hone.bench.loop.LoopCommand;
import dev.hone.bench.start.StartCommand;
import dev.hone.bench.store.StoreCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hone bench all}: every benchmark, one after the other. */
@Command(
    name = "all",
    description = "Runs every benchmark; --write puts the tables into a page.",
    mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one last line of JSON.")
  private boolean json;

  @Option(names = "--quick", description = "Seconds each: shows that they run, not how fast.")
  private boolean quick;

  @Option(names = "--write", paramLabel = "PAGE", description = "Such as docs/performance.md.")
  private @Nullable Path page;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
  AllCommand() {}

  private static List<BenchmarkCommand> commands() {
    return List.of(
        new EngineCommand(),
        new KernelCommand(),
        new LoopCommand(),
        new StoreCommand(),
        new GatewayCommand(),
        new StartCommand());
  }

  @Override
  public Integer call() throws Exception {
    PerformancePage target = page == null ? null : new PerformancePage(page);
    if (target != null) {
      target.check();
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Report> reports = new ArrayList<>();
    StringBuilder figures = new StringBuilder(Machine.read().line()).append("\n\n");
    for (BenchmarkCommand command : commands()) {
      String name = command.getClass().getAnnotation(Command.class).name();
      Report report = command.benchmark(quick).run(new Progress(spec.commandLine().getErr(), name));
      report.print(out);
      figures.append(PerformancePage.heading(name)).append("`./hone bench ").append(name);
      figures.append("`\n\n").append(report.markdown()).append('\n');
      reports.add(report);
    }
    out.println(Machine.read().line());
    if (target != null) {
      target.write(figures.toString());
      out.println("written to " + page);
    }
    if (json) {
      out.println("[" + String.join(",", reports.stream().map(Report::json).toList()) + "]");
    }
    out.flush();
    return 0;
  }
}
