package dev.hone.bench.gateway;

import dev.hone.bench.Figures;
import dev.hone.bench.Goal;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a candidate adds to an answer's time when Hone is loaded to the half. */
final class LatencyPart {

  private static final double SHARE_OF_FULL = 0.5;
  private static final double MIDDLE_BOUND = 0.5;
  private static final double TAIL_BOUND = 3;

  /**
   * Connections for each of those of the closed loop, so that one is free when a request is due.
   */
  private static final int MORE_CONNECTIONS = 4;

  private final GatewayPlan plan;
  private final Caller.Shared shared;
  private final Path scratch;

  /**
   * A part.
   *
   * @param scratch a folder on the disk that Hone writes to
   */
  LatencyPart(GatewayPlan plan, Caller.Shared shared, Path scratch) {
    this.plan = plan;
    this.shared = shared;
    this.scratch = scratch;
  }

  /** Of each round: the middle and the tail, in milliseconds. */
  private record Rounds(List<Double> middle, List<Double> tail) {
    Rounds() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Runs it.
   *
   * @param full Hone's requests a second for each kind of answer
   */
  void run(Lineup lineup, Map<AnswerKind, Double> full, Report report, Progress progress)
      throws Exception {
    Optional<Candidate> hone = lineup.candidate(Candidate.HONE);
    if (hone.isEmpty()) {
      report.note("No latency: half of Hone's rate is not known without Hone.");
      return;
    }
    List<Candidate> others =
        lineup.candidates().stream()
            .filter(candidate -> !candidate.key().equals(Candidate.PORTKEY))
            .filter(candidate -> candidate.tree() != null)
            .toList();
    for (AnswerKind kind : List.of(AnswerKind.WHOLE, AnswerKind.STREAM)) {
      double rate = SHARE_OF_FULL * fullRate(hone.get(), kind, full, progress);
      Map<String, Rounds> rounds = race(lineup.direct(), others, kind, rate, progress);
      describe(lineup.direct(), others, kind, rate, rounds, report);
      Percentiles disk = DiskSync.measure(scratch);
      report.figure("disk." + kind.key() + ".p50", disk.milliseconds(Percentiles.MIDDLE));
      report.figure("disk." + kind.key() + ".p99", disk.milliseconds(Percentiles.TAIL));
      report.note(
          "The disk alone takes %s at p50 and %s at p99 to make the pages of one step durable (after the %s)."
              .formatted(
                  Figures.milliseconds(disk.milliseconds(Percentiles.MIDDLE)),
                  Figures.milliseconds(disk.milliseconds(Percentiles.TAIL)),
                  kind.title()));
    }
  }

  private double fullRate(
      Candidate hone, AnswerKind kind, Map<AnswerKind, Double> full, Progress progress)
      throws Exception {
    Double known = full.get(kind);
    if (known != null) {
      return known;
    }
    progress.say(kind.title() + ": finding Hone's full rate");
    ClosedLoop loop = new ClosedLoop(shared, plan.connections());
    for (int round = 0; round < plan.warmUps(); round++) {
      ClosedLoop.Turn _ = loop.run(hone, kind, plan.seconds());
    }
    return loop.run(hone, kind, plan.seconds()).rate();
  }

  private Map<String, Rounds> race(
      Candidate direct, List<Candidate> others, AnswerKind kind, double rate, Progress progress)
      throws Exception {
    List<Candidate> all = new ArrayList<>(List.of(direct));
    all.addAll(others);
    OpenLoop loop = new OpenLoop(shared, MORE_CONNECTIONS * plan.connections());
    Map<String, Rounds> found = new LinkedHashMap<>();
    for (int round = -Math.min(1, plan.warmUps()); round < plan.rounds(); round++) {
      for (Candidate candidate : all) {
        OpenLoop.Delays delays = loop.run(candidate, kind, rate, plan.seconds());
        Percentiles times =
            new Percentiles(kind == AnswerKind.WHOLE ? delays.ends() : delays.firsts());
        double middle = times.milliseconds(Percentiles.MIDDLE);
        double tail = times.milliseconds(Percentiles.TAIL);
        progress.say(
            "%s, %s, %s at %s req/s: p50 %s, p99 %s"
                .formatted(
                    kind.title(),
                    round < 0 ? "warm-up" : "round " + (round + 1) + " of " + plan.rounds(),
                    candidate.title(),
                    Figures.rate(rate),
                    Figures.milliseconds(middle),
                    Figures.milliseconds(tail)));
        if (round >= 0) {
          Rounds its = found.computeIfAbsent(candidate.key(), _ -> new Rounds());
          its.middle().add(middle);
          its.tail().add(tail);
        }
      }
    }
    return found;
  }

  private static void describe(
      Candidate direct,
      List<Candidate> others,
      AnswerKind kind,
      double rate,
      Map<String, Rounds> rounds,
      Report report) {
    String what = kind == AnswerKind.WHOLE ? "whole answer" : "first event of a stream";
    ReportTable table =
        new ReportTable(
            "Latency at half load (%s requests a second), %s".formatted(Figures.rate(rate), what),
            "candidate",
            "p50",
            "p99",
            "added p50",
            "added p99");
    Rounds plain = rounds.getOrDefault(direct.key(), new Rounds());
    String prefix = "latency." + kind.key() + ".";
    report.figure(prefix + "rate", rate);
    report.figure(prefix + "direct.p50", median(plain.middle()));
    report.figure(prefix + "direct.p99", median(plain.tail()));
    table.row(
        direct.title(),
        Figures.milliseconds(median(plain.middle())),
        Figures.milliseconds(median(plain.tail())),
        "–",
        "–");
    for (Candidate candidate : others) {
      Rounds its = rounds.getOrDefault(candidate.key(), new Rounds());
      double middle = median(differences(its.middle(), plain.middle()));
      double tail = median(differences(its.tail(), plain.tail()));
      String key = prefix + candidate.key();
      report.figure(key + ".p50", median(its.middle()));
      report.figure(key + ".p99", median(its.tail()));
      report.figure(key + ".added.p50", middle);
      report.figure(key + ".added.p99", tail);
      table.row(
          candidate.title(),
          Figures.milliseconds(median(its.middle())),
          Figures.milliseconds(median(its.tail())),
          Figures.milliseconds(middle),
          Figures.milliseconds(tail));
      if (candidate.key().equals(Candidate.HONE)) {
        report.goal(Goal.atMost("added latency p50, " + what, middle, MIDDLE_BOUND, "ms"));
        report.goal(Goal.atMost("added latency p99, " + what, tail, TAIL_BOUND, "ms"));
      }
    }
    report.add(table);
  }

  private static List<Double> differences(List<Double> values, List<Double> others) {
    List<Double> differences = new ArrayList<>();
    for (int round = 0; round < values.size(); round++) {
      differences.add(values.get(round) - others.get(round));
    }
    return differences;
  }

  private static double median(List<Double> values) {
    return new Race.Result("", values).median();
  }
}
