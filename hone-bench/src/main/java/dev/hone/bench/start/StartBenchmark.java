package dev.hone.bench.start;

import dev.hone.bench.Benchmark;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.ScratchFolder;
import dev.hone.bench.process.ServeChild;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Starts the service again and again, each time with a fresh data folder. */
final class StartBenchmark implements Benchmark {

  private static final double MEBIBYTE = 1 << 20;

  private final int warmUps;
  private final int runs;
  private final int idleSeconds;

  /**
   * A benchmark.
   *
   * @param idleSeconds how long nothing happens before memory is read
   */
  StartBenchmark(int warmUps, int runs, int idleSeconds) {
    this.warmUps = warmUps;
    this.runs = runs;
    this.idleSeconds = idleSeconds;
  }

  @Override
  public Report run(Progress progress) throws Exception {
    List<Double> seconds = new ArrayList<>();
    List<Double> service = new ArrayList<>();
    List<Double> children = new ArrayList<>();
    for (int run = -warmUps; run < runs; run++) {
      progress.say(run < 0 ? "warm-up" : "run " + (run + 1) + " of " + runs);
      try (ScratchFolder scratch = ScratchFolder.create()) {
        long began = System.nanoTime();
        try (ServeChild child = ServeChild.start(scratch.path(), ServeChild.Setup.plain())) {
          child.awaitReady();
          double took = (System.nanoTime() - began) / 1e9;
          TimeUnit.SECONDS.sleep(idleSeconds);
          if (run >= 0) {
            seconds.add(took);
            keep(child.tree().residentBytes(), service);
            keep(child.tree().residentBytesOfChildren(), children);
          }
        }
      }
    }
    ReportTable table =
        new ReportTable("'hone serve' with an empty data folder", "what", "median", "worst");
    Report report = new Report("start").add(table);
    row("seconds until /readyz is 200", "ready.seconds", "%.2f s", seconds, table, report);
    row("resident memory when idle", "idle.mebibytes", "%.0f MiB", service, table, report);
    row("… of the trainer process", "trainer.mebibytes", "%.0f MiB", children, table, report);
    return report;
  }

  private static void keep(OptionalLong bytes, List<Double> values) {
    bytes.ifPresent(value -> values.add(value / MEBIBYTE));
  }

  private static void row(
      String name,
      String key,
      String format,
      List<Double> values,
      ReportTable table,
      Report report) {
    if (values.isEmpty()) {
      table.row(name, "unknown", "unknown");
      return;
    }
    List<Double> sorted = values.stream().sorted().toList();
    double median = sorted.get(sorted.size() / 2);
    double worst = sorted.getLast();
    table.row(
        name,
        String.format(Locale.ROOT, format, median),
        String.format(Locale.ROOT, format, worst));
    report.figure(key, median);
    report.figure(key + ".worst", worst);
  }
}
