package dev.hone.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands of all benchmarks share: a table on stdout, progress on stderr. */
public abstract class BenchmarkCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one last line of JSON.")
  private boolean json;

  @Option(names = "--quick", description = "A few seconds: shows that it runs, not how fast.")
  private boolean quick;

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
    PrintWriter out = spec.commandLine().getOut();
    Report report = benchmark(quick).run(new Progress(spec.commandLine().getErr(), spec.name()));
    report.print(out);
    out.println(Machine.read().line());
    if (json) {
      out.println(report.json());
    }
    out.flush();
    return 0;
  }
}
