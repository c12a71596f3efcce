package dev.hone.bench.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured and how long.
 *
 * @param parts of the benchmark
 * @param candidates keys of those that take part, where they are installed
 * @param connections at once
 * @param callers at once where steps are counted
 * @param rounds that count
 * @param warmUps rounds before
 * @param seconds of each turn of a candidate
 * @param streams live streams at once
 * @param holdSeconds how long all of them are open
 * @param javaOptions of {@code hone serve}
 * @param serveOptions more arguments of {@code hone serve}
 * @param profile file for a recording; null: none is made
 */
record GatewayPlan(
    Set<Part> parts,
    Set<String> candidates,
    int connections,
    int callers,
    int rounds,
    int warmUps,
    double seconds,
    int streams,
    int holdSeconds,
    List<String> javaOptions,
    List<String> serveOptions,
    @Nullable Path profile) {

  /** What can be asked for with {@code --only}. */
  enum Part {
    throughput,
    latency,
    streams,
    durable
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  boolean wants(String candidate) {
    return candidates.contains(candidate);
  }
}
