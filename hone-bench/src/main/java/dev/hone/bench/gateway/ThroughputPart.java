package dev.hone.bench.gateway;

import dev.hone.bench.Figures;
import dev.hone.bench.Goal;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.gateway.ClosedLoop.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** How many requests a candidate passes on, and what CPU time each costs it. */
final class ThroughputPart {

  private static final double OVER_PORTKEY = 5;
  private static final double OVER_NGINX = 0.4;
  private static final double MICROSECONDS = 1e6;

  private final GatewayPlan plan;
  private final Caller.Shared shared;

  ThroughputPart(GatewayPlan plan, Caller.Shared shared) {
    this.plan = plan;
    this.shared = shared;
  }

  /** Runs it and returns Hone's requests a second for each kind of answer, where Hone took part. */
  Map<AnswerKind, Double> run(Lineup lineup, Report report, Progress progress) throws Exception {
    Map<AnswerKind, Double> rates = new LinkedHashMap<>();
    for (AnswerKind kind : List.of(AnswerKind.WHOLE, AnswerKind.STREAM)) {
      Map<String, List<Turn>> turns = race(lineup, kind, progress);
      describe(lineup, kind, turns, report);
      List<Turn> ours = turns.get(Candidate.HONE);
      if (ours != null) {
        rates.put(kind, result(ours, Turn::rate).median());
      }
    }
    return rates;
  }

  private Map<String, List<Turn>> race(Lineup lineup, AnswerKind kind, Progress progress)
      throws Exception {
    ClosedLoop loop = new ClosedLoop(shared, plan.connections());
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
      for (Candidate candidate : lineup.candidates()) {
        Turn turn = loop.run(candidate, kind, plan.seconds());
        progress.say(
            "%s, %s, %s: %s req/s, %s per core"
                .formatted(
                    kind.title(),
                    round < 0 ? "warm-up" : "round " + (round + 1) + " of " + plan.rounds(),
                    candidate.title(),
                    Figures.rate(turn.rate()),
                    candidate.tree() == null ? "–" : Figures.rate(turn.perCore())));
        if (round >= 0) {
          turns.computeIfAbsent(candidate.key(), _ -> new ArrayList<>()).add(turn);
        }
      }
    }
    return turns;
  }

  private void describe(
      Lineup lineup, AnswerKind kind, Map<String, List<Turn>> turns, Report report) {
    ReportTable table =
        new ReportTable(
            "Requests per second, %s, %d connections".formatted(kind.title(), plan.connections()),
            "candidate",
            "req/s",
            "CPU a request",
            "of that after the answer",
            "req/s per core",
            "hone / it");
    List<Turn> ours = turns.get(Candidate.HONE);
    for (Candidate candidate : lineup.candidates()) {
      List<Turn> its = turns.getOrDefault(candidate.key(), List.of());
      String key = "throughput." + kind.key() + "." + candidate.key();
      Race.Result rate = result(its, Turn::rate);
      report.figure(key + ".rate", rate.median());
      if (candidate.tree() == null) {
        table.row(candidate.title(), Figures.rate(rate.median()), "–", "–", "–", "–");
        continue;
      }
      Race.Result perCore = result(its, Turn::perCore);
      double micros = MICROSECONDS / perCore.median();
      double late = result(its, Turn::lateShare).median();
      report.figure(key + ".percore", perCore.median());
      report.figure(key + ".microseconds", micros);
      report.figure(key + ".late", late);
      OptionalDouble ratio =
          ours == null
              ? OptionalDouble.empty()
              : OptionalDouble.of(result(ours, Turn::perCore).ratioTo(perCore));
      table.row(
          candidate.title(),
          Figures.rate(rate.median()),
          Figures.microseconds(micros),
          Figures.percent(late),
          Figures.rate(perCore.median()),
          ratio.isPresent() ? Figures.ratio(ratio.getAsDouble()) : "–");
      if (ratio.isPresent() && !candidate.key().equals(Candidate.HONE)) {
        double bound = candidate.key().equals(Candidate.PORTKEY) ? OVER_PORTKEY : OVER_NGINX;
        report.figure(key + ".ratio", ratio.getAsDouble());
        report.goal(
            Goal.atLeast(
                "requests/s per core, " + kind.title() + ", hone / " + candidate.key(),
                ratio.getAsDouble(),
                bound,
                "×"));
      }
    }
    report.add(table);
  }

  private static Race.Result result(List<Turn> turns, ToDoubleFunction<Turn> value) {
    return new Race.Result("", turns.stream().map(value::applyAsDouble).toList());
  }
}
