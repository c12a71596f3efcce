package dev.hone.learn.starter;

import dev.hone.core.LessonBlock;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.EncodedPrompt;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Scratch: does a lesson go into a LoRA? folder, seeds, steps, rate, prompts, resampleEvery. */
final class LoraScratch {

  private record Item(Prompt plain, Prompt told) {}

  private record Sample(TrainingSequence sequence, int from, Scores teacher) {}

  private LoraScratch() {}

  public static void main(String[] a) throws Exception {
    int steps = Integer.parseInt(a[2]);
    double rate = Double.parseDouble(a[3]);
    int prompts = Integer.parseInt(a[4]);
    int every = Integer.parseInt(a[5]);
    VersionRef base = new VersionRef("starter", 0);
    try (EmbeddedEngine engine = new EmbeddedEngine(EmbeddedOptions.defaults())) {
      engine.load(base, new VersionFiles(Path.of(a[0]), null));
      for (String seed : a[1].split(",")) {
        one(engine, base, Long.parseLong(seed), steps, rate, prompts, every);
      }
    }
  }

  private static void one(
      Engine engine, VersionRef base, long seed, int steps, double rate, int prompts, int every) {
    long began = System.nanoTime();
    ScriptedUser user = ScriptedUser.of(seed);
    List<String> lessons = user.preferences().stream().map(user::correction).toList();
    System.out.println(user.preferences() + " " + lessons);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      Prompt plain = user.next().prompt();
      items.add(new Item(plain, LessonBlock.into(plain, lessons)));
    }
    List<Item> replay = new ArrayList<>();
    for (SkillSuite.Item item : SkillSuite.of(seed + 1_000_000, prompts).items()) {
      replay.add(new Item(item.prompt(), item.prompt()));
    }
    List<ScriptedUser.Request> test = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      test.add(user.next());
    }
    SkillSuite suite = SkillSuite.of(seed + 2_000_000, 100);
    System.out.printf(
        "before %.2f with lesson %.2f skills %.2f%n",
        followed(engine, base, test, List.of()),
        followed(engine, base, test, lessons),
        suite.share(Answerer.greedy(engine, base)));
    VersionRef work = new VersionRef("work", 1);
    SplittableRandom random = new SplittableRandom(seed);
    try (TrainingRun run =
        engine.train(
            new TrainingSetup(
                base,
                new TrainingSetup.Trained.Lora(
                    8,
                    16,
                    Set.of(
                        "q_proj",
                        "k_proj",
                        "v_proj",
                        "o_proj",
                        "gate_proj",
                        "up_proj",
                        "down_proj")),
                new TrainingSetup.Optimizer(0.9, 0.98, 1e-8, 0.0, 1.0),
                seed,
                2))) {
      List<Sample> samples = new ArrayList<>();
      List<Sample> kept = samples(engine, base, base, replay, random, 0);
      for (int step = 0; step < steps; step++) {
        if (step % every == 0) {
          run.publish(work);
          samples = samples(engine, base, work, items, random, 1.0);
        }
        List<Sample> batch = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          batch.add(samples.get(random.nextInt(samples.size())));
        }
        for (int i = 0; i < 8; i++) {
          batch.add(kept.get(random.nextInt(kept.size())));
        }
        List<TrainingSequence> sequences = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < batch.size(); i++) {
          TrainingSequence s = batch.get(i).sequence();
          sequences.add(new TrainingSequence(s.tokens(), s.trained(), i));
          tokens += s.tokens().length - batch.get(i).from();
        }
        double weight = 1.0 / tokens;
        double lr =
            rate * Math.min(1, (step + 1) / 5.0) * Math.min(1, (steps - step) / (0.3 * steps));
        var stats =
            run.step(
                sequences,
                (s, position, logits, gradient, offset, vocabulary) ->
                    distil(
                        batch.get(s.index()),
                        position,
                        logits,
                        gradient,
                        offset,
                        vocabulary,
                        weight),
                lr);
        if ((step + 1) % 20 == 0) {
          run.publish(work);
          System.out.printf(
              "step %d loss %.4f followed %.2f skills %.2f, %d s%n",
              step + 1,
              stats.loss(),
              followed(engine, work, test, List.of()),
              suite.share(Answerer.greedy(engine, work)),
              (System.nanoTime() - began) / 1_000_000_000L);
        }
      }
    }
  }

  /** Forward KL on the teacher's top tokens, the rest as one bucket. */
  static double distil(
      Sample sample,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary,
      double weight) {
    int at = position - sample.from();
    int[] ids = sample.teacher().topIds()[at];
    float[] logs = sample.teacher().topLogprobs()[at];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < vocabulary; i++) {
      most = Math.max(most, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits[offset + i] - most);
    }
    double mass = 0;
    double student = 0;
    double loss = 0;
    for (int i = 0; i < ids.length; i++) {
      double p = Math.exp(logs[i]);
      double logq = logits[offset + ids[i]] - most - Math.log(sum);
      mass += p;
      student += Math.exp(logq);
      loss += p * (logs[i] - logq);
    }
    double rest = Math.max(1 - mass, 1e-6);
    double other = Math.max(1 - student, 1e-6);
    loss += rest * Math.log(rest / other);
    for (int i = 0; i < vocabulary; i++) {
      double q = Math.exp(logits[offset + i] - most) / sum;
      gradient[offset + i] = (float) (weight * (q - rest * q / other));
    }
    for (int i = 0; i < ids.length; i++) {
      double q = Math.exp(logits[offset + ids[i]] - most) / sum;
      gradient[offset + ids[i]] = (float) (weight * (q - Math.exp(logs[i])));
    }
    return weight * loss;
  }

  private static List<Sample> samples(
      Engine engine,
      VersionRef teacher,
      VersionRef student,
      List<Item> items,
      SplittableRandom random,
      double temperature) {
    record Job(Item item, long seed) {}
    List<Job> jobs = items.stream().map(item -> new Job(item, random.nextLong())).toList();
    return ExamRoom.all(
        jobs,
        job -> {
          Generation answer =
              engine.generate(
                  new GenerationRequest(
                      student,
                      job.item().plain(),
                      new ToolChoice.Auto(),
                      temperature == 0
                          ? Sampling.greedy(120)
                          : Sampling.plain(temperature, job.seed(), 120),
                      0),
                  GenerationListener.none());
          int[] response = answer.responseIds();
          EncodedPrompt told = engine.encode(teacher, job.item().told());
          int[] all = join(told.ids(), response);
          Scores scores = engine.score(new ScoreRequest(teacher, all, told.ids().length, 32));
          int[] own = join(answer.promptIds(), response);
          boolean[] trained = new boolean[own.length];
          Arrays.fill(trained, answer.promptIds().length, own.length, true);
          return new Sample(
              new TrainingSequence(own, trained, 0), answer.promptIds().length, scores);
        });
  }

  private static int[] join(int[] one, int[] other) {
    int[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  private static double followed(
      Engine engine, VersionRef version, List<ScriptedUser.Request> test, List<String> lessons) {
    Answerer answerer = Answerer.greedy(engine, version);
    return ExamRoom.all(
                test,
                request -> {
                  var answer = answerer.answer(LessonBlock.into(request.prompt(), lessons));
                  return request.followed(answer) && request.done(answer);
                })
            .stream()
            .filter(ok -> ok)
            .count()
        / (double) test.size();
  }
}
