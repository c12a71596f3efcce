package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.VersionRef;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTrainingRunTest {

  private static final VersionRef FROM = VersionRef.parse("tiny@0");
  private static final TrainingSetup.Trained FULL = new TrainingSetup.Trained.Full();
  private static final TrainingSetup.Trained LORA =
      new TrainingSetup.Trained.Lora(4, 8, Set.of("q_proj", "v_proj", "down_proj"));
  private static final TokenLoss LOSS = new CrossEntropyLoss(0.02);

  @TempDir Path folder;

  /** What a run published last. */
  private static final class Published implements Publisher {
    @Nullable ModelWeights base;
    @Nullable LoraAdapter adapter;

    @Override
    public void publish(VersionRef name, ModelWeights newBase, @Nullable LoraAdapter newAdapter) {
      base = newBase;
      adapter = newAdapter;
    }
  }

  private static LocalTrainingRun run(
      ModelConfig config, TrainingSetup.Trained what, int threads, Publisher publisher) {
    return new LocalTrainingRun(
        TinyModels.weights(config, 1),
        null,
        new TrainingSetup(FROM, what, TrainingSetup.Optimizer.defaults(), 5, threads),
        publisher);
  }

  private static List<TrainingSequence> batch(ModelConfig config, int seed) {
    return TinyModels.batch(config, seed, 12, 40, 3, 25, 25, 70, 2, 9);
  }

  /** Every trained number, as bits. */
  private static List<Integer> bits(LocalTrainingRun run, Published published) {
    run.publish(VersionRef.parse("work@1"));
    List<Integer> bits = new ArrayList<>();
    LoraAdapter adapter = published.adapter;
    ModelWeights base = published.base;
    if (adapter != null) {
      for (int layer = 0; layer < adapter.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          LoraAdapter.Factors factors = adapter.factors(layer, projection);
          if (factors != null) {
            add(bits, factors.a());
            add(bits, factors.b());
          }
        }
      }
    } else if (base != null) {
      base.tensors().forEach(tensor -> add(bits, tensor.data()));
    }
    return bits;
  }

  private static void add(List<Integer> bits, float[] values) {
    for (float value : values) {
      bits.add(Float.floatToRawIntBits(value));
    }
  }

  @Test
  void theLossFalls() {
    for (TrainingSetup.Trained what : List.of(FULL, LORA)) {
      ModelConfig config = TinyModels.llama();
      List<TrainingSequence> batch = batch(config, 1);
      try (LocalTrainingRun run = run(config, what, 2, new Published())) {
        double before = run.evaluate(batch, LOSS);
        for (int step = 0; step < 30; step++) {
          assertThat(run.step(batch, LOSS, 1e-2).gradientNorm()).isPositive();
        }
        assertThat(run.evaluate(batch, LOSS)).isLessThan(0.8 * before);
        assertThat(run.steps()).isEqualTo(30);
      }
    }
  }

  @Test
  void evaluateIsTheLossThatStepReports() {
    ModelConfig config = TinyModels.qwen3();
    List<TrainingSequence> batch = batch(config, 1);
    try (LocalTrainingRun run = run(config, FULL, 1, new Published())) {
      double loss = run.evaluate(batch, LOSS);
      assertThat(run.step(batch, LOSS, 1e-3).loss()).isEqualTo(loss);
    }
  }

  @Test
  void sameThreadsGiveTheSameBits() {
    for (TrainingSetup.Trained what : List.of(FULL, LORA)) {
      for (int threads = 1; threads <= 3; threads++) {
        ModelConfig config = TinyModels.qwen2();
        List<List<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          Published published = new Published();
          try (LocalTrainingRun run = run(config, what, threads, published)) {
            for (int step = 0; step < 4; step++) {
              run.step(batch(config, step), LOSS, 1e-2);
            }
            results.add(bits(run, published));
          }
        }
        assertThat(results.getFirst()).isNotEmpty().isEqualTo(results.getLast());
      }
    }
  }

  @Test
  void aRestoredRunGoesOnBitForBit() {
    for (TrainingSetup.Trained what : List.of(FULL, LORA)) {
      ModelConfig config = TinyModels.stretchedLlama();
      Path file = folder.resolve("run-" + what.getClass().getSimpleName());
      List<Integer> expected;
      Published first = new Published();
      try (LocalTrainingRun run = run(config, what, 2, first)) {
        run.step(batch(config, 1), LOSS, 1e-2);
        run.step(batch(config, 2), LOSS, 1e-2);
        run.checkpoint(file);
        run.step(batch(config, 3), LOSS, 1e-2);
        expected = bits(run, first);
      }
      Published second = new Published();
      try (LocalTrainingRun run = run(config, what, 2, second)) {
        run.restore(file);
        assertThat(run.steps()).isEqualTo(2);
        run.step(batch(config, 3), LOSS, 1e-2);
        assertThat(bits(run, second)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aDamagedCheckpointIsNoticedAndLeavesTheRunAlone() throws IOException {
    ModelConfig config = TinyModels.llama();
    Path good = folder.resolve("good");
    Published published = new Published();
    try (LocalTrainingRun run = run(config, LORA, 1, published)) {
      run.step(batch(config, 1), LOSS, 1e-2);
      run.checkpoint(good);
      run.step(batch(config, 2), LOSS, 1e-2);
      List<Integer> before = bits(run, published);
      byte[] bytes = Files.readAllBytes(good);
      Random random = new Random(6);
      Path bad = folder.resolve("bad");
      for (int i = 0; i < 60; i++) {
        byte[] damaged = bytes.clone();
        if (i % 2 == 0) {
          damaged[random.nextInt(i < 20 ? 300 : bytes.length)] ^= (byte) (1 << random.nextInt(8));
        } else {
          damaged = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        Files.write(bad, damaged);
        assertBadModel(() -> run.restore(bad));
      }
      assertBadModel(() -> run.restore(folder.resolve("missing")));
      assertThat(bits(run, published)).isEqualTo(before);
    }
    try (LocalTrainingRun other = run(config, FULL, 1, published)) {
      assertBadModel(() -> other.restore(good));
    }
  }

  private static void assertBadModel(Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_MODEL));
  }

  @Test
  void publishedWeightsStayAsTheyWere() {
    ModelConfig config = TinyModels.llama();
    Published published = new Published();
    try (LocalTrainingRun run = run(config, FULL, 1, published)) {
      run.publish(VersionRef.parse("work@1"));
      ModelWeights base = published.base;
      assertThat(base).isNotNull();
      float[] before = base == null ? new float[0] : base.embedding().clone();
      run.step(batch(config, 1), LOSS, 1e-2);
      assertThat(base == null ? new float[1] : base.embedding()).isEqualTo(before);
    }
  }

  @Test
  void savedFoldersAreReadBack() {
    ModelConfig config = TinyModels.qwen2();
    Published published = new Published();
    try (LocalTrainingRun run = run(config, FULL, 1, published)) {
      run.step(batch(config, 1), LOSS, 1e-2);
      run.save(folder.resolve("model"));
      List<Integer> expected = bits(run, published);
      List<Integer> read = new ArrayList<>();
      ModelWeights weights = ModelFolder.read(folder.resolve("model"));
      assertThat(weights.config()).isEqualTo(config);
      weights.tensors().forEach(tensor -> add(read, tensor.data()));
      assertThat(read).isEqualTo(expected);
      assertThatThrownBy(() -> run.save(folder.resolve("model")))
          .hasMessageContaining("there already");
    }
    try (LocalTrainingRun run = run(config, LORA, 1, published)) {
      run.step(batch(config, 1), LOSS, 1e-2);
      run.save(folder.resolve("adapter"));
      bits(run, published);
    }
    LoraAdapter adapter = PeftFolder.read(folder.resolve("adapter"), config);
    LoraAdapter written = published.adapter;
    assertThat(written).isNotNull();
    for (int layer = 0; written != null && layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LoraAdapter.Factors a = adapter.factors(layer, projection);
        LoraAdapter.Factors b = written.factors(layer, projection);
        assertThat(a == null).isEqualTo(b == null);
        if (a != null && b != null) {
          assertThat(a.a()).isEqualTo(b.a());
          assertThat(a.b()).isEqualTo(b.b());
        }
      }
    }
    assertThat(adapter.targets()).isEqualTo(written == null ? new HashSet<>() : written.targets());
  }

  @Test
  void anAdapterIsContinuedOnlyWithItsOwnNumbers() {
    ModelConfig config = TinyModels.llama();
    ModelWeights weights = TinyModels.weights(config, 1);
    LoraAdapter adapter = TinyModels.adapter(config, 4, Set.of("q_proj"), 1);
    TrainingSetup setup = new TrainingSetup(FROM, LORA, TrainingSetup.Optimizer.defaults(), 5, 1);
    assertThatThrownBy(() -> new LocalTrainingRun(weights, adapter, setup, new Published()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("own numbers");
  }

  @Test
  void badBatchesAreRefusedAndChangeNothing() {
    ModelConfig config = TinyModels.llama();
    Published published = new Published();
    try (LocalTrainingRun run = run(config, LORA, 1, published)) {
      List<Integer> before = bits(run, published);
      int length = config.maxPositions() + 1;
      assertThatThrownBy(
              () ->
                  run.step(
                      List.of(new TrainingSequence(new int[length], new boolean[length], 0)),
                      LOSS,
                      1))
          .isInstanceOf(EngineException.class);
      assertThatThrownBy(
              () ->
                  run.step(
                      List.of(
                          new TrainingSequence(
                              new int[] {1, config.vocabularySize()},
                              new boolean[] {false, true},
                              0)),
                      LOSS,
                      1))
          .isInstanceOf(EngineException.class);
      assertThatThrownBy(
              () ->
                  run.step(
                      List.of(new TrainingSequence(new int[] {1, 2}, new boolean[2], 0)), LOSS, 1))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("no token");
      TokenLoss broken =
          (sequence, position, logits, gradient, offset, vocabulary) -> {
            gradient[offset] = Float.NaN;
            return 0;
          };
      assertThatThrownBy(() -> run.step(batch(config, 1), broken, 1))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("not finite");
      assertThat(bits(run, published)).isEqualTo(before);
      assertThat(run.steps()).isZero();
    }
  }
}
