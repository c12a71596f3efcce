package dev.hone.bench.loop;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench loop}. */
@Command(
    name = "loop",
    description = "Training in the whole loop, judging to version, beside the bare training step.",
    mixinStandardHelpOptions = true)
public final class LoopCommand extends BenchmarkCommand {

  private static final int QUICK_SAMPLES = 32;

  @Option(names = "--samples", description = "Judged steps in a run; default ${DEFAULT-VALUE}.")
  private int samples = 256;

  @Option(
      names = "--passes",
      description = "How often each sample is trained on; default ${DEFAULT-VALUE}.")
  private int passes = 1;

  @Option(names = "--threads", description = "Threads that train; default ${DEFAULT-VALUE}.")
  private int threads = 2;

  @Option(names = "--rounds", description = "Rounds that count; default ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Override
  protected Benchmark benchmark(boolean quick) {
    return quick
        ? new LoopBenchmark(QUICK_SAMPLES, passes, threads, 0, 1)
        : new LoopBenchmark(samples, passes, threads, 1, rounds);
  }
}
