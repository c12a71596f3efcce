package dev.hone.bench.store;

import dev.hone.bench.Benchmark;
import dev.hone.bench.Figures;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.RandomText;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.ScratchFolder;
import dev.hone.bench.store.StepSink.Payload;
import dev.hone.store.LedgerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers, each of whom waits until its step is on the disk. */
final class StoreBenchmark implements Benchmark {

  private static final int DISTINCT_PAYLOADS = 512;
  private static final int QUESTION_LENGTH = 200;
  private static final int ANSWER_LENGTH = 300;

  private final int callers;
  private final int stepsEach;
  private final int warmUps;
  private final int rounds;
  private final int bytes;
  private final List<Payload> payloads = new ArrayList<>();
  private long loopNumber;

  StoreBenchmark(int callers, int bytes, int stepsEach, int warmUps, int rounds) {
    this.callers = callers;
    this.bytes = bytes;
    this.stepsEach = stepsEach;
    this.warmUps = warmUps;
    this.rounds = rounds;
  }

  @Override
  public Report run(Progress progress) throws Exception {
    RandomText text = new RandomText(1);
    for (int i = 0; i < DISTINCT_PAYLOADS; i++) {
      String question = text.ofLength(QUESTION_LENGTH);
      String answer = text.ofLength(ANSWER_LENGTH);
      payloads.add(
          new Payload(
              question, text.body(question, bytes / 2), answer, text.body(answer, bytes / 2)));
    }
    try (ScratchFolder scratch = ScratchFolder.create();
        LedgerSink ledger = new LedgerSink(scratch.path().resolve("ledger"), callers);
        RawSink raw = new RawSink(scratch.path().resolve("raw.db"));
        RawDatabase loop = new RawDatabase(scratch.path().resolve("loop.db"));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      progress.say("%d callers, %d bytes a step, %d rounds".formatted(callers, bytes, rounds));
      List<Race.Result> results =
          new Race(0)
              .add("hone ledger", () -> lap(ledger, threads))
              .add("plain sqlite-jdbc, same callers and batches", () -> lap(raw, threads))
              .add("plain loop, one thread, no callers", () -> loop(loop))
              .run(warmUps, rounds);
      return report(results);
    }
  }

  private double lap(StepSink sink, ExecutorService threads) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      int number = caller;
      running.add(
          threads.submit(
              () -> {
                for (int turn = 0; turn < stepsEach; turn++) {
                  sink.step(number, turn, payload(number * stepsEach + turn));
                }
                return null;
              }));
    }
    for (Future<?> caller : running) {
      caller.get();
    }
    return (double) callers * stepsEach;
  }

  private double loop(RawDatabase database) throws Exception {
    int steps = callers * stepsEach;
    for (int step = 0; step < steps; step++) {
      Payload payload = payload(step);
      byte[] id = RawDatabase.id(++loopNumber);
      database.insert(id, RawDatabase.compressed(payload.request()));
      database.complete(id, RawDatabase.compressed(payload.response()));
      if ((step + 1) % LedgerOptions.MAX_BATCH == 0 || step == steps - 1) {
        database.commit();
      }
    }
    return steps;
  }

  private Payload payload(int step) {
    return payloads.get(step % DISTINCT_PAYLOADS);
  }

  private Report report(List<Race.Result> results) {
    ReportTable table =
        new ReportTable(
            "Durable steps per second, %d callers, %d bytes a step".formatted(callers, bytes),
            "store",
            "steps/s",
            "of the plain one");
    Report report = new Report("store").add(table);
    Race.Result plain = results.get(1);
    String[] keys = {"hone", "plain", "loop"};
    for (int i = 0; i < results.size(); i++) {
      Race.Result result = results.get(i);
      double share = result.ratioTo(plain);
      table.row(result.name(), Figures.rate(result.median()), Figures.ratio(share));
      report.figure("steps." + keys[i], result.median());
      report.figure("steps." + keys[i] + ".ratio", share);
    }
    return report.note(
        "The ledger also finds the session, stores each message once, links the next state, counts"
            + " usage and keeps token ids with log-probs; the plain ones insert and update one row."
            + " WAL, synchronous=FULL, up to "
            + LedgerOptions.MAX_BATCH
            + " writes in a commit, everywhere.");
  }
}
