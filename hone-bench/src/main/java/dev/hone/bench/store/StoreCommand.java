package dev.hone.bench.store;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench store}. */
@Command(
    name = "store",
    description = "Durable steps per second, beside plain loops on sqlite-jdbc.",
    mixinStandardHelpOptions = true)
public final class StoreCommand extends BenchmarkCommand {

  private static final int QUICK_STEPS = 2;

  @Option(
      names = "--callers",
      description = "Callers at once, each waiting for its own step; default ${DEFAULT-VALUE}.")
  private int callers = 64;

  @Option(
      names = "--bytes",
      description = "Bytes of a step's request and answer together; default ${DEFAULT-VALUE}.")
  private int bytes = 4096;

  @Option(names = "--rounds", description = "Rounds that count; default ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(
      names = "--steps",
      description = "Steps of each caller in a round; default ${DEFAULT-VALUE}.")
  private int steps = 60;

  @Override
  protected Benchmark benchmark(boolean quick) {
    return quick
        ? new StoreBenchmark(callers, bytes, QUICK_STEPS, 0, 1)
        : new StoreBenchmark(callers, bytes, steps, 2, rounds);
  }
}
