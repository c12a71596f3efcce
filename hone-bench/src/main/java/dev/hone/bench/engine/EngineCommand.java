package dev.hone.bench.engine;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench engine}. */
@Command(
    name = "engine",
    description = "Tokens per second generated and trained, beside libtorch where it is built in.",
    mixinStandardHelpOptions = true)
public final class EngineCommand extends BenchmarkCommand {

  private static final int WARM_UPS = 3;

  @Option(
      names = "--peer",
      paramLabel = "NAME",
      description = "libtorch or none; default: libtorch if it is built in (--with-torch).")
  private @Nullable String peer;

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "NAME",
      description = "starter (2.7 M parameters), medium (11 M); default: both.")
  private List<String> shapes = List.of("starter", "medium");

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      description = "Threads to measure with; default: 1 and 2.")
  private List<Integer> threads = List.of(1, 2);

  @Option(names = "--rounds", description = "Rounds that count; default ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Override
  protected Benchmark benchmark(boolean quick) {
    EnginePlan plan =
        quick
            ? EnginePlan.quick()
            : new EnginePlan(
                shapes.stream().map(NetworkShape::named).toList(), threads, rounds, WARM_UPS);
    return new EngineBenchmark(plan, Peers.find(peer));
  }
}
