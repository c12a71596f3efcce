package dev.hone.bench.engine;

import dev.hone.bench.Benchmark;
import dev.hone.bench.Figures;
import dev.hone.bench.Progress;
import dev.hone.bench.Race;
import dev.hone.bench.Report;
import dev.hone.bench.ReportTable;
import dev.hone.bench.engine.Contender.GreedyDecoder;
import dev.hone.bench.engine.Contender.Trainer;
import dev.hone.bench.engine.Contender.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Trains and decodes with our engine and, turn by turn, with a peer. */
final class EngineBenchmark implements Benchmark {

  private static final long SEED = 20_260_101;

  private final EnginePlan plan;
  private final Optional<ContenderFactory> peer;

  EngineBenchmark(EnginePlan plan, Optional<ContenderFactory> peer) {
    this.plan = plan;
    this.peer = peer;
  }

  @Override
  public Report run(Progress progress) throws Exception {
    Report report = new Report("engine");
    List<String> names = new ArrayList<>(List.of("hone"));
    peer.ifPresent(factory -> names.add(factory.name()));
    ReportTable training = table("Training, tokens/s (forward, backward, clip, AdamW)", names);
    ReportTable decoding = table("Greedy decoding with a key-value cache, tokens/s", names);
    ReportTable served =
        new ReportTable(
            "Answers of the whole engine (template, scheduler, sampler, text), tokens/s",
            "network",
            "answers at once",
            "threads",
            "hone");
    AdapterBatches adapters = new AdapterBatches(plan);
    report.add(training).add(decoding).add(served).add(adapters.table());
    for (NetworkShape shape : plan.shapes()) {
      NetworkWeights weights = NetworkWeights.random(shape, SEED);
      Workload work = new Workload(shape, SEED + 1);
      List<Contender> contenders = new ArrayList<>();
      try {
        contenders.add(new HoneContender(weights));
        peer.ifPresent(factory -> contenders.add(factory.open(weights)));
        if (contenders.size() > 1) {
          progress.say(shape.name() + ": comparing what both compute");
          Agreement agreement = Agreement.check(contenders.get(0), contenders.get(1), work);
          report.note(shape.name() + ": " + agreement.sentence());
          agreement.figures(shape.name(), report);
        }
        for (int threads : plan.threads()) {
          for (Training what : Training.values()) {
            train(contenders, what, threads, work, training, report, progress);
          }
        }
        for (int threads : plan.threads()) {
          for (int batch : EnginePlan.DECODING_BATCHES) {
            decode(contenders, batch, threads, work, decoding, report, progress);
          }
        }
        for (int threads : plan.threads()) {
          serve(weights, threads, work, served, adapters, report, progress);
        }
        if (shape.equals(plan.shapes().getLast())) {
          contenders.forEach(
              contender -> report.note(contender.name() + ": " + contender.details()));
        }
      } finally {
        contenders.forEach(Contender::close);
      }
    }
    plan.shapes().forEach(shape -> report.note(describe(shape)));
    report.note(
        "Median of %d rounds, the contenders turn by turn; a ratio is the median of the rounds'."
            .formatted(plan.rounds()));
    return report;
  }

  private static ReportTable table(String title, List<String> names) {
    List<String> head = new ArrayList<>(List.of("network", "what", "threads"));
    head.addAll(names);
    if (names.size() > 1) {
      head.add("hone / " + names.get(1));
    }
    return new ReportTable(title, head.toArray(String[]::new));
  }

  private static String describe(NetworkShape shape) {
    return String.format(
        Locale.ROOT,
        "%s: %.1f M parameters: hidden %d, %d layers, %d heads, %d key-value heads, feed-forward"
            + " %d, vocabulary %d, sequences of %d, %d in a batch",
        shape.name(),
        shape.parameters() / 1e6,
        shape.hidden(),
        shape.layers(),
        shape.heads(),
        shape.keyValueHeads(),
        shape.feedForward(),
        shape.vocabulary(),
        shape.sequence(),
        shape.batch());
  }

  private void train(
      List<Contender> contenders,
      Training what,
      int threads,
      Workload work,
      ReportTable table,
      Report report,
      Progress progress)
      throws Exception {
    String label = what.name().toLowerCase(Locale.ROOT);
    progress.say("%s: training, %s, %d threads".formatted(work.shape().name(), label, threads));
    Race race = new Race(plan.secondsPerTurn());
    List<Trainer> trainers = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        Trainer trainer = contender.trainer(what, threads);
        trainers.add(trainer);
        race.add(
            contender.name(),
            () -> {
              double _ = trainer.step(work.batch());
              return work.shape().tokensPerStep();
            });
      }
      record(race, label, "train", threads, work, table, report, progress);
    } finally {
      trainers.forEach(Trainer::close);
    }
  }

  private void decode(
      List<Contender> contenders,
      int batch,
      int threads,
      Workload work,
      ReportTable table,
      Report report,
      Progress progress)
      throws Exception {
    progress.say(
        "%s: decoding, batch %d, %d threads".formatted(work.shape().name(), batch, threads));
    Race race = new Race(plan.secondsPerTurn());
    int[][] prompts = work.prompts(batch);
    List<GreedyDecoder> decoders = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        GreedyDecoder decoder = contender.decoder(threads);
        decoders.add(decoder);
        race.add(
            contender.name(),
            () -> {
              int[][] made = decoder.decode(prompts, work.newTokens());
              return (double) made.length * work.newTokens();
            });
      }
      record(race, "batch " + batch, "decode", threads, work, table, report, progress);
    } finally {
      decoders.forEach(GreedyDecoder::close);
    }
  }

  private void serve(
      NetworkWeights weights,
      int threads,
      Workload work,
      ReportTable table,
      AdapterBatches adapters,
      Report report,
      Progress progress)
      throws Exception {
    String name = work.shape().name();
    progress.say("%s: answers of the whole engine, %d threads".formatted(name, threads));
    try (ServedAnswers answers = new ServedAnswers(weights, threads)) {
      for (int batch : EnginePlan.DECODING_BATCHES) {
        double speed =
            new Race(plan.secondsPerTurn())
                .add("hone", () -> answers.answer(batch, work.newTokens()))
                .run(plan.warmUps(), plan.rounds())
                .getFirst()
                .median();
        table.row(name, batch, threads, Figures.rate(speed));
        report.figure("serve.%s.%d.%d.hone".formatted(name, batch, threads), speed);
      }
      adapters.run(answers, work, threads, report, progress);
    }
  }

  private void record(
      Race race,
      String what,
      String kind,
      int threads,
      Workload work,
      ReportTable table,
      Report report,
      Progress progress)
      throws Exception {
    List<Race.Result> results = race.run(plan.warmUps(), plan.rounds());
    List<Object> row = new ArrayList<>(List.of(work.shape().name(), what, threads));
    String key = "%s.%s.%s.%d".formatted(kind, work.shape().name(), what.replace(" ", ""), threads);
    for (Race.Result result : results) {
      row.add(Figures.rate(result.median()));
      report.figure(key + "." + result.name(), result.median());
    }
    if (results.size() > 1) {
      double ratio = results.get(0).ratioTo(results.get(1));
      row.add(Figures.ratio(ratio));
      report.figure(key + ".ratio", ratio);
    }
    table.row(row.toArray());
    progress.say("  " + String.join(", ", row.stream().map(Object::toString).toList()));
  }
}
