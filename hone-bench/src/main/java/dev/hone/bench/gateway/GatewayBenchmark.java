package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.Benchmark;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ScratchFolder;
import dev.hone.bench.gateway.GatewayPlan.Part;
import dev.hone.bench.process.ProcessTree;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Hone beside other gateways, in one run before one upstream, turn by turn; each is a process of
 * its own.
 */
final class GatewayBenchmark implements Benchmark {

  private final GatewayPlan plan;

  GatewayBenchmark(GatewayPlan plan) {
    this.plan = plan;
  }

  @Override
  public Report run(Progress progress) throws Exception {
    if (!ProcessTree.isKnown()) {
      throw new BenchException(
          "'gateway' reads CPU time and memory of processes from /proc: it needs Linux");
    }
    Report report = new Report("gateway");
    Caller.Shared shared = Caller.Shared.create();
    Map<AnswerKind, Double> rates = new EnumMap<>(AnswerKind.class);
    try (ScratchFolder scratch = ScratchFolder.create();
        Lineup lineup = Lineup.start(scratch.path())) {
      lineup.addAll(plan, progress);
      if (plan.has(Part.throughput)) {
        rates.putAll(new ThroughputPart(plan, shared).run(lineup, report, progress));
      }
      if (plan.has(Part.latency)) {
        new LatencyPart(plan, shared, scratch.path()).run(lineup, rates, report, progress);
      }
      Lineup.Served hone = lineup.served().orElse(null);
      if (plan.has(Part.durable) && hone != null) {
        new DurablePart(plan, shared).run(hone, scratch.path(), report, progress);
      }
      if (plan.has(Part.streams)) {
        new StreamsPart(plan, shared).run(lineup, report, progress);
      }
      Path recording = plan.profile();
      if (recording != null) {
        new ProfilePart(plan, shared).run(lineup, recording, report, progress);
      }
      lineup.missing().forEach(report::note);
    }
    return report;
  }
}
