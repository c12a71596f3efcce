package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.Figures;
import dev.hone.bench.Goal;
import dev.hone.bench.Progress;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.gateway.LiveClient.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How late events come, and what memory it takes, while very many streams are open. */
final class StreamsPart {

  private static final int STREAMS = 10_000;
  private static final double TAIL_BOUND = 50;
  private static final double MEMORY_BOUND = 2048;
  private static final double MEBIBYTE = 1 << 20;

  private final GatewayPlan plan;
  private final Caller.Shared shared;

  StreamsPart(GatewayPlan plan, Caller.Shared shared) {
    this.plan = plan;
    this.shared = shared;
  }

  /** What the system says of a candidate while all streams are open. */
  private record Usage(double mebibytes, double peakMebibytes, double cpuSeconds) {

    static Usage of(Candidate candidate) {
      if (candidate.tree() == null) {
        return new Usage(Double.NaN, Double.NaN, 0);
      }
      return new Usage(
          mebibytes(candidate.tree().residentBytes()),
          mebibytes(candidate.tree().peakBytes()),
          candidate.cpuSeconds());
    }

    private static double mebibytes(OptionalLong bytes) {
      return bytes.isPresent() ? bytes.getAsLong() / MEBIBYTE : Double.NaN;
    }
  }

  void run(Lineup lineup, Report report, Progress progress) throws Exception {
    UpstreamControl control = new UpstreamControl(lineup.direct().way().port());
    control.checkClock();
    MachineLimits limits = MachineLimits.read();
    int streams = Math.min(plan.streams(), limits.mostStreams());
    if (streams < plan.streams()) {
      String sentence =
          "%d live streams in place of %d: %s"
              .formatted(streams, plan.streams(), limits.reason(plan.streams()));
      progress.say(sentence);
      report.note(sentence + ".");
    }
    ReportTable table =
        new ReportTable(
            "%d live streams, an event a second on each".formatted(streams),
            "candidate",
            "streams",
            "events",
            "delay p50",
            "delay p99",
            "CPU",
            "resident",
            "peak");
    if (plan.wants(Candidate.DIRECT)) {
      measure(lineup.direct(), control, streams, table, report, progress);
    }
    if (plan.wants(Candidate.HONE)) {
      // One that nothing was asked of before: the memory is that of the streams.
      Lineup.Served hone = lineup.hone(plan, List.of());
      KeptSteps kept = KeptSteps.of(hone.data());
      Outcome outcome = measure(hone.candidate(), control, streams, table, report, progress);
      long steps = kept.complete();
      if (steps != outcome.ended()) {
        throw new BenchException(
            outcome.ended() + " streams ended, but Hone kept " + steps + " of them as steps");
      }
      report.note("Each of Hone's " + steps + " live streams that ended was a step on the disk.");
    }
    report.add(table);
  }

  private Outcome measure(
      Candidate candidate,
      UpstreamControl control,
      int streams,
      ReportTable table,
      Report report,
      Progress progress)
      throws Exception {
    double cpuBefore;
    Usage used;
    Outcome outcome;
    try (LiveClient client = new LiveClient(candidate, control, shared)) {
      client.open(streams);
      cpuBefore = candidate.cpuSeconds();
      progress.say("%s: %d streams are open".formatted(candidate.title(), client.live()));
      int live = client.hold(plan.holdSeconds());
      used = Usage.of(candidate);
      outcome = client.end(live);
    }
    if (outcome.delays().count() == 0) {
      throw new BenchException(
          candidate.title() + " passed no event on; the first complaint: " + outcome.complaint());
    }
    double cpu = (used.cpuSeconds() - cpuBefore) / plan.holdSeconds();
    describe(candidate, outcome, used, cpu, table, report);
    return outcome;
  }

  private void describe(
      Candidate candidate,
      Outcome outcome,
      Usage used,
      double cpu,
      ReportTable table,
      Report report) {
    double middle = outcome.delays().milliseconds(Percentiles.MIDDLE);
    double tail = outcome.delays().milliseconds(Percentiles.TAIL);
    boolean process = candidate.tree() != null;
    table.row(
        candidate.title(),
        outcome.live(),
        outcome.delays().count(),
        Figures.milliseconds(middle),
        Figures.milliseconds(tail),
        process ? String.format(Locale.ROOT, "%.2f cores", cpu) : "–",
        process ? String.format(Locale.ROOT, "%.0f MiB", used.mebibytes()) : "–",
        process ? String.format(Locale.ROOT, "%.0f MiB", used.peakMebibytes()) : "–");
    String key = "streams." + candidate.key();
    report.figure(key + ".live", outcome.live());
    report.figure(key + ".p50", middle);
    report.figure(key + ".p99", tail);
    if (outcome.refused() + outcome.lost() > 0) {
      report.note(
          "%s: %d streams did not begin, %d broke off; the first complaint: %s"
              .formatted(
                  candidate.title(), outcome.refused(), outcome.lost(), outcome.complaint()));
    }
    if (process) {
      report.figure(key + ".cores", cpu);
      report.figure(key + ".mebibytes", used.mebibytes());
      report.figure(key + ".peak.mebibytes", used.peakMebibytes());
      report.goal(Goal.atLeast("live streams", outcome.live(), STREAMS, "streams"));
      report.goal(Goal.atMost("delay of an event p99, live streams", tail, TAIL_BOUND, "ms"));
      report.goal(
          Goal.atMost("resident memory, live streams", used.mebibytes(), MEMORY_BOUND, "MiB"));
    }
  }
}
