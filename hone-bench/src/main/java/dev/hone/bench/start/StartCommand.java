package dev.hone.bench.start;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench start}. */
@Command(
    name = "start",
    description = "Seconds from starting 'hone serve' until /readyz says 200; memory when idle.",
    mixinStandardHelpOptions = true)
public final class StartCommand extends BenchmarkCommand {

  @Option(names = "--runs", description = "Runs that count; default ${DEFAULT-VALUE}.")
  private int runs = 7;

  @Override
  protected Benchmark benchmark(boolean quick) {
    return quick ? new StartBenchmark(0, 1, 0) : new StartBenchmark(1, runs, 3);
  }
}
