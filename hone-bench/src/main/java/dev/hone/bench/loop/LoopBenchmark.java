package dev.hone.bench.loop;

import dev.hone.app.StarterLocation;
import dev.hone.bench.BenchException;
import dev.hone.bench.Benchmark;
import dev.hone.bench.Figures;
import dev.hone.bench.Goal;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.ScratchFolder;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.judge.JudgeDesk;
import dev.hone.learn.judge.RuleJudge;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.learn.trainer.ReplaySource;
import dev.hone.learn.trainer.Trainer;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.WorkBoard;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Judged, curated, compared, trained, checkpointed and registered, beside nothing but the same
 * optimizer steps on the same samples, turn by turn.
 */
final class LoopBenchmark implements Benchmark {

  private static final double BOUND = 0.8;
  private static final int BATCH = 16;
  private static final String POLICY = "starter";
  private static final VersionRef BASE = new VersionRef(POLICY, 0);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int samples;
  private final int passes;
  private final int threads;
  private final int warmUps;
  private final int rounds;

  /**
   * A benchmark.
   *
   * @param samples judged steps of a run
   * @param passes how often each is trained on
   */
  LoopBenchmark(int samples, int passes, int threads, int warmUps, int rounds) {
    this.samples = samples;
    this.passes = passes;
    this.threads = threads;
    this.warmUps = warmUps;
    this.rounds = rounds;
  }

  /** Seconds of one round, and what was done in them. */
  private record Round(double judging, double training, double bare, long tokens, int steps) {

    double ratio() {
      return bare / (judging + training);
    }
  }

  @Override
  public Report run(Progress progress) throws Exception {
    Path model = StarterLocation.locate();
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    List<Round> results = new ArrayList<>();
    try (RecordedEngine engine =
        new RecordedEngine(
            new EmbeddedEngine(
                new EmbeddedOptions(
                    threads,
                    bounds.maxStreams(),
                    bounds.maxWaiting(),
                    bounds.batchTokens(),
                    bounds.prefillChunk())))) {
      engine.load(BASE, new VersionFiles(model, null));
      for (int round = -warmUps; round < rounds; round++) {
        try (ScratchFolder scratch = ScratchFolder.create();
            Ledger ledger =
                SqliteLedger.open(
                    scratch.path().resolve("ledger"),
                    LedgerOptions.defaults(),
                    Clock.systemUTC())) {
          ledger.versions().registerBase(POLICY, model.toString());
          new WorkDay(engine, BASE).fill(ledger, samples, round + warmUps + 1L);
          Round one = round(engine, ledger, scratch.path());
          progress.say(
              "%s: %d steps; judging %.2f s, training %.2f s, the bare steps %.2f s: %.2f×"
                  .formatted(
                      round < 0 ? "warm-up" : "round " + (round + 1) + " of " + rounds,
                      one.steps(),
                      one.judging(),
                      one.training(),
                      one.bare(),
                      one.ratio()));
          if (round >= 0) {
            results.add(one);
          }
        }
      }
    }
    return report(results);
  }

  private Round round(RecordedEngine engine, Ledger ledger, Path scratch)
      throws InterruptedException {
    double judging;
    long from = System.nanoTime();
    try (JudgeDesk desk =
        new JudgeDesk(ledger, new RuleJudge(), null, new LessonDesk(ledger), "bench")) {
      desk.start();
      awaitJudged(ledger);
      // Closing waits for the desk's next look at the board; that is no work.
      judging = since(from);
    }
    from = System.nanoTime();
    try (Trainer trainer =
        new Trainer(
            ledger, engine, ReplaySource.none(), scratch.resolve("data"), "bench", options())) {
      Trainer.Outcome outcome = trainer.once();
      if (!(outcome instanceof Trainer.Outcome.Registered)) {
        throw new BenchException("no version came of the run: " + outcome);
      }
    }
    double training = since(from);
    from = System.nanoTime();
    engine.again();
    return new Round(judging, training, since(from), engine.tokens(), engine.steps());
  }

  private TrainerOptions options() {
    TrainerOptions defaults = TrainerOptions.defaults().withThreads(threads);
    TrainerOptions.Start start = defaults.start();
    TrainerOptions.Course course = defaults.course();
    TrainerOptions.Mixture mixture = defaults.mixture();
    int steps = Math.max(1, passes * samples / BATCH);
    return defaults
        .with(
            new TrainerOptions.Start(
                1, 1, Duration.ZERO, samples, start.timeToLive(), start.poll()))
        .with(
            new TrainerOptions.Course(
                steps,
                course.learningRate() / 100,
                course.optimizer(),
                course.resampleEvery(),
                0,
                steps,
                course.coolSteps()))
        .with(
            new TrainerOptions.Mixture(
                0,
                0,
                BATCH,
                mixture.consolidationWeight(),
                mixture.replayWeight(),
                1,
                mixture.klWeight(),
                mixture.divergence(),
                mixture.ownTokens(),
                mixture.topK(),
                mixture.teacherShare(),
                mixture.practice(),
                0,
                mixture.temperature(),
                mixture.maxAnswer(),
                mixture.importanceCap(),
                mixture.clip()));
  }

  private void awaitJudged(Ledger ledger) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (ledger.work().trainingScopes().stream().mapToInt(WorkBoard.TrainingScope::samples).sum()
        < samples) {
      if (System.nanoTime() > until) {
        throw new BenchException(
            "not all of the " + samples + " steps were judged good or bad within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static double since(long from) {
    return (System.nanoTime() - from) / 1e9;
  }

  private Report report(List<Round> results) {
    ReportTable table =
        new ReportTable(
            "Training of %d samples, %d passes, batches of %d, %d threads"
                .formatted(samples, passes, BATCH, threads),
            "what",
            "seconds",
            "tokens/s",
            "of the bare step");
    double judging = median(results, Round::judging);
    double training = median(results, Round::training);
    double bare = median(results, Round::bare);
    double tokens = median(results, Round::tokens);
    double ratio = median(results, Round::ratio);
    table.row(
        "the bare steps again: forward, loss, backward, clip, AdamW",
        seconds(bare),
        Figures.rate(tokens / bare),
        Figures.ratio(1));
    table.row(
        "trainer: samples taken, curated, compared, trained on, checkpoints, version registered",
        seconds(training),
        Figures.rate(tokens / training),
        Figures.ratio(bare / training));
    table.row(
        "the same with the judging of every step",
        seconds(judging + training),
        Figures.rate(tokens / (judging + training)),
        Figures.ratio(ratio));
    return new Report("loop")
        .add(table)
        .figure("bare.seconds", bare)
        .figure("training.seconds", training)
        .figure("judging.seconds", judging)
        .figure("tokens", tokens)
        .figure("ratio", ratio)
        .goal(Goal.atLeast("throughput of the whole loop, of the bare step", ratio, BOUND, "×"))
        .note(
            "Both make the same optimizer steps on the same sequences: the bare ones are recorded from"
                + " the trainer's and made again on fresh weights. Medians over the rounds.");
  }

  private static String seconds(double value) {
    return "%.2f s".formatted(value);
  }

  private static double median(List<Round> results, ToDoubleFunction<Round> value) {
    return new Race.Result("", results.stream().map(value::applyAsDouble).toList()).median();
  }
}
