package dev.hone.bench.kernel;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.engine.tensor.Kernels;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench kernel}. */
@Command(
    name = "kernel",
    description = "The matrix product alone, in GFLOPS, under JMH.",
    mixinStandardHelpOptions = true)
public final class KernelCommand extends BenchmarkCommand {

  private static final int ITERATIONS = 5;
  private static final int WARM_UPS = 3;
  private static final int QUICK_MILLIS = 200;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Products at once, each of its own matrices; default: 1 and 2.")
  private List<Integer> threads = List.of(1, 2);

  @Override
  protected Benchmark benchmark(boolean quick) {
    return progress -> measure(quick, quick ? List.of(1) : threads, progress);
  }

  private static Report measure(boolean quick, List<Integer> threads, Progress progress)
      throws Exception {
    Map<String, Map<Integer, Double>> speeds = new LinkedHashMap<>();
    Report report = new Report("kernel");
    for (int count : threads) {
      progress.say("products, " + count + " threads");
      for (RunResult result : run(quick, count)) {
        String size = result.getParams().getParam("size");
        double gigaflops =
            result.getPrimaryResult().getScore() * ProductSize.parse(size).operations() / 1e9;
        speeds.computeIfAbsent(size, ignored -> new LinkedHashMap<>()).put(count, gigaflops);
        report.figure("product." + size + "." + count, gigaflops);
      }
    }
    String[] head = new String[threads.size() + 1];
    head[0] = "rows x depth x columns";
    for (int i = 0; i < threads.size(); i++) {
      head[i + 1] = threads.get(i) + " threads";
    }
    ReportTable table = new ReportTable("Matrix product, GFLOPS (" + Kernels.best() + ")", head);
    speeds.forEach((size, row) -> table.row(cells(size, row.values())));
    return report.add(table);
  }

  private static Object[] cells(String size, Collection<Double> speeds) {
    Object[] cells = new Object[speeds.size() + 1];
    cells[0] = size;
    int next = 1;
    for (double speed : speeds) {
      cells[next++] = String.format(Locale.ROOT, "%.1f", speed);
    }
    return cells;
  }

  private static Collection<RunResult> run(boolean quick, int threads) throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(ProductBenchmark.class.getName())
            .threads(threads)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (quick) {
      options
          .param("size", "12x64x128")
          .forks(0)
          .warmupIterations(1)
          .warmupTime(TimeValue.milliseconds(QUICK_MILLIS))
          .measurementIterations(1)
          .measurementTime(TimeValue.milliseconds(QUICK_MILLIS));
    } else {
      options
          .forks(1)
          .warmupIterations(WARM_UPS)
          .warmupTime(TimeValue.seconds(1))
          .measurementIterations(ITERATIONS)
          .measurementTime(TimeValue.seconds(1));
    }
    return new Runner(options.build()).run();
  }
}
