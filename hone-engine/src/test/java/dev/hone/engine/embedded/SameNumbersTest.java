package dev.hone.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.core.engine.Scores;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.model.CrossEntropyLoss;
import dev.hone.engine.model.LocalTrainingRun;
import dev.hone.engine.model.LoraAdapter;
import dev.hone.engine.model.ModelFolder;
import dev.hone.engine.model.ModelWeights;
import dev.hone.engine.model.PeftFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serving, scoring and training say the same of the same tokens. */
class SameNumbersTest {

  private static final float TOLERANCE = 1e-3f;
  private static final int ANSWERS = 60;

  @TempDir static Path folder;
  private static EmbeddedEngine engine;
  private static Path base;
  private static final List<VersionRef> VERSIONS = new ArrayList<>();
  private static final Map<VersionRef, LocalTrainingRun> TRAINERS = new HashMap<>();

  @BeforeAll
  static void begin() throws IOException {
    engine = new EmbeddedEngine(new EmbeddedOptions(2, 16, 128, 40, 12));
    base = TinyModel.folder(folder, 9);
    TinyModel.load(engine, TinyModel.BASE, base, null);
    ModelWeights weights = ModelFolder.read(base);
    add(TinyModel.BASE, weights, null);
    for (int i = 1; i <= 3; i++) {
      VersionRef version = new VersionRef("tiny", i);
      Path adapter = TinyModel.adapter(engine, TinyModel.BASE, folder.resolve("a" + i), i);
      TinyModel.load(engine, version, base, adapter);
      add(version, weights, PeftFolder.read(adapter, weights.config()));
    }
  }

  private static void add(
      VersionRef version,
      ModelWeights weights,
      @org.jspecify.annotations.Nullable LoraAdapter adapter) {
    VERSIONS.add(version);
    TRAINERS.put(version, ForwardRounds.run(weights, adapter));
  }

  @AfterAll
  static void end() {
    TRAINERS.values().forEach(LocalTrainingRun::close);
    engine.close();
  }

  /** Log-probabilities of the last tokens by the trainer's forward pass. */
  private static float[] trained(TrainingRun run, int[] tokens, int from) {
    float[] found = new float[tokens.length - from];
    boolean[] marks = new boolean[tokens.length];
    Arrays.fill(marks, from, tokens.length, true);
    run.evaluate(
        List.of(new TrainingSequence(tokens, marks, 0)),
        (sequence, position, logits, gradient, offset, vocabulary) -> {
          double logSum = LogProbabilities.logSum(logits, offset, vocabulary);
          found[position - from] = (float) (logits[offset + tokens[position]] - logSum);
          return 0;
        });
    return found;
  }

  private static int[] whole(Generation answer) {
    int[] prompt = answer.promptIds();
    int[] all = Arrays.copyOf(prompt, prompt.length + answer.responseIds().length);
    System.arraycopy(answer.responseIds(), 0, all, prompt.length, answer.responseIds().length);
    return all;
  }

  @Test
  void generatingScoringAndTrainingAgree() throws Exception {
    RandomGenerator random = TinyModel.random(31);
    List<Callable<Generation>> calls = new ArrayList<>();
    for (int i = 0; i < ANSWERS; i++) {
      VersionRef version = VERSIONS.get(random.nextInt(VERSIONS.size()));
      ToolChoice choice =
          random.nextInt(4) == 0 ? new ToolChoice.Required() : new ToolChoice.Auto();
      Sampling sampling =
          new Sampling(
              random.nextInt(3) * 0.6,
              0.5 + random.nextDouble() / 2,
              random.nextInt(3) * 20,
              random.nextLong(),
              List.of(),
              random.nextDouble(),
              random.nextDouble(),
              1 + random.nextInt(40));
      var prompt = TinyModel.prompt(random, TinyModel.TOOLS);
      calls.add(
          () ->
              engine.generate(
                  new GenerationRequest(version, prompt, choice, sampling, 2),
                  GenerationListener.none()));
    }
    float largest = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Generation>> answers = callers.invokeAll(calls);
      for (Future<Generation> future : answers) {
        Generation answer = future.get();
        VersionRef version = answer.spans().getFirst().version();
        int from = answer.promptIds().length;
        Scores scores = engine.score(new ScoreRequest(version, whole(answer), from, 2));
        float[] trained =
            trained(java.util.Objects.requireNonNull(TRAINERS.get(version)), whole(answer), from);
        for (int i = 0; i < trained.length; i++) {
          float logprob = answer.logprobs()[i];
          assertThat(trained[i]).isCloseTo(logprob, within(TOLERANCE));
          assertThat(scores.logprobs()[i]).isCloseTo(logprob, within(TOLERANCE));
          largest = Math.max(largest, Math.abs(trained[i] - logprob));
        }
      }
    }
    System.out.println("largest difference between serving and training: " + largest);
  }

  @Test
  void adaptersChangeWhatTheModelSays() {
    int[] tokens = TinyModel.random(3).ints(30, 10, 300).toArray();
    List<Float> first = new ArrayList<>();
    for (VersionRef version : VERSIONS) {
      first.add(engine.score(new ScoreRequest(version, tokens, 1, 0)).logprobs()[20]);
    }
    assertThat(Set.copyOf(first)).hasSize(VERSIONS.size());
  }

  @Test
  void longTextsAreScoredInPieces() {
    int[] tokens = TinyModel.random(4).ints(TinyModel.CONTEXT, 10, 300).toArray();
    for (int from : new int[] {1, 2, 100, TinyModel.CONTEXT - 1}) {
      Scores scores = engine.score(new ScoreRequest(VERSIONS.get(1), tokens, from, 4));
      float[] trained =
          trained(java.util.Objects.requireNonNull(TRAINERS.get(VERSIONS.get(1))), tokens, from);
      assertThat(scores.logprobs()).hasSameSizeAs(trained);
      assertThat(scores.topIds()).hasDimensions(tokens.length - from, 4);
      for (int i = 0; i < trained.length; i++) {
        assertThat(scores.logprobs()[i]).isCloseTo(trained[i], within(TOLERANCE));
      }
    }
  }

  @Test
  void aPublishedSnapshotIsServedAsItWas() {
    VersionRef working = new VersionRef("tiny-work", 0);
    int[] tokens = TinyModel.random(5).ints(40, 10, 300).toArray();
    boolean[] marks = new boolean[tokens.length];
    Arrays.fill(marks, 1, marks.length, true);
    List<TrainingSequence> batch = List.of(new TrainingSequence(tokens, marks, 0));
    for (TrainingSetup.Trained what :
        List.of(
            new TrainingSetup.Trained.Full(),
            new TrainingSetup.Trained.Lora(2, 4, Set.of("q_proj", "up_proj")))) {
      var setup = new TrainingSetup(TinyModel.BASE, what, TrainingSetup.Optimizer.defaults(), 1, 1);
      try (TrainingRun run = engine.train(setup)) {
        run.step(batch, new CrossEntropyLoss(0.1), 0.01);
        run.publish(working);
        float[] expected = trained(run, tokens, 1);
        run.step(batch, new CrossEntropyLoss(0.1), 0.05);
        float[] later = trained(run, tokens, 1);
        float[] served = engine.score(new ScoreRequest(working, tokens, 1, 0)).logprobs();
        float moved = 0;
        for (int i = 0; i < served.length; i++) {
          assertThat(served[i]).isCloseTo(expected[i], within(TOLERANCE));
          moved = Math.max(moved, Math.abs(later[i] - served[i]));
        }
        assertThat(moved).isGreaterThan(TOLERANCE);
        run.publish(working);
        assertThat(engine.score(new ScoreRequest(working, tokens, 1, 0)).logprobs()[5])
            .isCloseTo(later[5], within(TOLERANCE));
      }
      Generation answer =
          engine.generate(
              new GenerationRequest(
                  working,
                  TinyModel.prompt(TinyModel.random(1), List.of()),
                  new ToolChoice.Auto(),
                  Sampling.greedy(5),
                  0),
              GenerationListener.none());
      assertThat(answer.spans().getFirst().version()).isEqualTo(working);
      engine.unload(working);
    }
  }
}
