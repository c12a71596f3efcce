package dev.hone.bench.gateway;

import dev.hone.bench.Benchmark;
import dev.hone.bench.BenchmarkCommand;
import dev.hone.bench.gateway.GatewayPlan.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./hone bench gateway}. */
@Command(
    name = "gateway",
    description =
        "Requests per second of a core, added latency, live streams and steps kept, beside the"
            + " upstream called directly, nginx and the Portkey gateway.",
    mixinStandardHelpOptions = true)
public final class GatewayCommand extends BenchmarkCommand {

  private static final double QUICK_SECONDS = 0.3;
  private static final int QUICK_CONNECTIONS = 4;
  private static final int QUICK_STREAMS = 20;
  private static final int QUICK_HOLD = 2;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Parts to run: ${COMPLETION-CANDIDATES}; default: all.")
  private List<Part> only = new ArrayList<>(EnumSet.allOf(Part.class));

  @Option(
      names = "--candidates",
      split = ",",
      paramLabel = "NAME",
      description = "Who takes part, where installed; default: direct, nginx, portkey and hone.")
  private List<String> candidates =
      List.of(Candidate.DIRECT, Candidate.NGINX, Candidate.PORTKEY, Candidate.HONE);

  @Option(names = "--connections", description = "Connections at once; default ${DEFAULT-VALUE}.")
  private int connections = 16;

  @Option(
      names = "--callers",
      description =
          "Connections and callers where durable steps are counted; default ${DEFAULT-VALUE}.")
  private int callers = 64;

  @Option(names = "--rounds", description = "Rounds that count; default ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--warm-ups", description = "Rounds before; default ${DEFAULT-VALUE}.")
  private int warmUps = 2;

  @Option(
      names = "--seconds",
      description = "Seconds of each turn of a candidate; default ${DEFAULT-VALUE}.")
  private double seconds = 4;

  @Option(names = "--streams", description = "Live streams at once; default ${DEFAULT-VALUE}.")
  private int streams = 10_000;

  @Option(
      names = "--hold",
      description = "Seconds that all live streams are open; default ${DEFAULT-VALUE}.")
  private int hold = 20;

  @Option(
      names = "--java-options",
      split = " ",
      paramLabel = "OPTIONS",
      description = "Options for the Java of 'hone serve', in one word with spaces between.")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--serve-options",
      split = " ",
      paramLabel = "OPTIONS",
      description = "More options of 'hone serve', in one word with spaces between.")
  private List<String> serveOptions = List.of();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "At the end, record Hone's CPU time under load there and print where it goes.")
  private @Nullable Path profile;

  @Override
  protected Benchmark benchmark(boolean quick) {
    Set<Part> parts = EnumSet.copyOf(only);
    Set<String> names = new LinkedHashSet<>(candidates);
    return new GatewayBenchmark(
        new GatewayPlan(
            parts,
            names,
            quick ? QUICK_CONNECTIONS : connections,
            quick ? QUICK_CONNECTIONS : callers,
            quick ? 1 : rounds,
            quick ? 0 : warmUps,
            quick ? QUICK_SECONDS : seconds,
            quick ? QUICK_STREAMS : streams,
            quick ? QUICK_HOLD : hold,
            javaOptions,
            serveOptions,
            profile));
  }
}
