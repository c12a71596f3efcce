package dev.hone.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands of all benchmarks share: a table on stdout, progress on stderr. */
public abstract class BenchmarkCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one last line of JSON.")
  private boolean json;

  @Option(names = "--quick", description = "A few seconds: shows that it runs, not how fast.")
  private boolean quick;

  @Option(
      names = "--write",
      paramLabel = "PAGE",
      description = "Put the tables into a page such as docs/performance.md.")
  private @Nullable Path page;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
  protected BenchmarkCommand() {}

  /**
   * The benchmark with this command's options.
   *
   * @param quick see {@code --quick}
   */
  protected abstract Benchmark benchmark(boolean quick);

  @Override
  public final Integer call() throws Exception {
    PerformancePage target = page == null ? null : new PerformancePage(page);
    if (target != null) {
      target.check();
    }
    PrintWriter out = spec.commandLine().getOut();
    Report report = benchmark(quick).run(new Progress(spec.commandLine().getErr(), spec.name()));
    report.print(out);
    String machine = Machine.read().line();
    out.println(machine);
    if (target != null) {
      String command = String.join(" ", spec.commandLine().getParseResult().originalArgs());
      target.write(
          spec.name(),
          "`./hone bench %s`\n\n%s\n\n%s".formatted(command, machine, report.markdown()));
      out.println("written to " + page);
    }
    if (json) {
      out.println(report.json());
    }
    out.flush();
    return 0;
  }
}
