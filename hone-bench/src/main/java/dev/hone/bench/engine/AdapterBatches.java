package dev.hone.bench.engine;

import dev.hone.bench.Figures;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.core.VersionRef;
import java.util.ArrayList;
import java.util.List;

/** What it costs that answers made at the same time come from different adapters. */
final class AdapterBatches {

  private static final int AT_ONCE = 32;
  private static final List<Integer> ADAPTERS = List.of(1, 8, 32);

  private final EnginePlan plan;
  private final ReportTable table =
      new ReportTable(
          AT_ONCE + " answers at once over different adapters (rank 8, all projections), tokens/s",
          "network",
          "threads",
          "base",
          "1 adapter",
          "8 adapters",
          "32 adapters",
          "1 / 32 adapters",
          "KiB of an adapter");

  AdapterBatches(EnginePlan plan) {
    this.plan = plan;
  }

  ReportTable table() {
    return table;
  }

  void run(ServedAnswers answers, Workload work, int threads, Report report, Progress progress)
      throws Exception {
    String name = work.shape().name();
    progress.say("%s: answers over adapters, %d threads".formatted(name, threads));
    Race race = new Race(plan.secondsPerTurn());
    race.add("base", () -> answers.answer(AT_ONCE, work.newTokens(), ServedAnswers.base()));
    for (int count : ADAPTERS) {
      List<VersionRef> versions = answers.adapters(count);
      race.add("" + count, () -> answers.answer(AT_ONCE, work.newTokens(), versions));
    }
    List<Race.Result> results = race.run(plan.warmUps(), plan.rounds());
    List<Object> row = new ArrayList<>(List.of(name, threads));
    for (Race.Result result : results) {
      row.add(Figures.rate(result.median()));
      report.figure("adapters.%s.%d.%s".formatted(name, threads, result.name()), result.median());
    }
    double slower = results.get(1).ratioTo(results.getLast());
    report.figure("adapters.%s.%d.ratio".formatted(name, threads), slower);
    row.add(Figures.ratio(slower));
    row.add(answers.adapterBytes() / 1024);
    table.row(row.toArray());
  }
}
