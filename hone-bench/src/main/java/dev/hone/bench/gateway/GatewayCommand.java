package dev.hone.bench.gateway;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench gateway}. */
@Command(
    name = "gateway",
    description = "Latency that the gateway adds to a call of an upstream, steps kept.",
    mixinStandardHelpOptions = true)
public final class GatewayCommand extends BenchmarkCommand {

  private static final int QUICK_REQUESTS = 20;

  @Option(
      names = "--requests",
      description = "Requests on each way and mode; default ${DEFAULT-VALUE}.")
  private int requests = 4000;

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "N",
      description = "Connections at once; default: 1 and 16.")
  private List<Integer> connections = List.of(1, 16);

  @Override
  protected Benchmark benchmark(boolean quick) {
    return quick
        ? new GatewayBenchmark(QUICK_REQUESTS, List.of(1))
        : new GatewayBenchmark(requests, connections);
  }
}
