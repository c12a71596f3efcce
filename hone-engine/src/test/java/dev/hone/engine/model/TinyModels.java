package dev.hone.engine.model;

import dev.hone.core.engine.TrainingSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Small random models and data, with sizes that fit no vector exactly. */
final class TinyModels {

  static final Set<String> ALL_TARGETS =
      Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  private TinyModels() {}

  static ModelConfig llama() {
    return ModelConfig.llama(53, 24, 44, 2, 4, 2, 256, List.of(1));
  }

  /** Llama 3.1's long positions, biases and a head of its own. */
  static ModelConfig stretchedLlama() {
    return new ModelConfig(
        ModelConfig.Family.LLAMA,
        37,
        32,
        40,
        2,
        2,
        1,
        16,
        256,
        1e-5,
        500.0,
        new ModelConfig.RopeScaling(8, 1, 4, 32),
        true,
        false,
        false,
        List.of(1, 2));
  }

  static ModelConfig qwen2() {
    return new ModelConfig(
        ModelConfig.Family.QWEN2,
        41,
        32,
        48,
        2,
        4,
        2,
        8,
        256,
        1e-6,
        1e4,
        null,
        true,
        false,
        true,
        List.of(1));
  }

  static ModelConfig qwen3() {
    return new ModelConfig(
        ModelConfig.Family.QWEN3,
        70,
        20,
        36,
        2,
        4,
        1,
        12,
        256,
        1e-6,
        1e4,
        null,
        false,
        true,
        false,
        List.of());
  }

  static List<ModelConfig> all() {
    return List.of(llama(), stretchedLlama(), qwen2(), qwen3());
  }

  /** Weights large enough that every part of the network matters. */
  static ModelWeights weights(ModelConfig config, long seed) {
    Random random = new Random(seed);
    List<Tensor> tensors = new ArrayList<>();
    WeightNames.shapes(config)
        .forEach(
            (name, shape) -> {
              float[] data = new float[shape.stream().reduce(1, (a, b) -> a * b)];
              double scale = name.equals(WeightNames.EMBEDDING) ? 1 : 0.25;
              for (int i = 0; i < data.length; i++) {
                data[i] = (float) (scale * random.nextGaussian());
                if (name.contains("norm")) {
                  data[i] += 1;
                }
              }
              tensors.add(new Tensor(name, shape, data));
            });
    return new ModelWeights(config, tensors, null);
  }

  static LoraAdapter adapter(ModelConfig config, int rank, Set<String> targets, long seed) {
    Random random = new Random(seed);
    List<LoraAdapter.@Nullable Factors> factors = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        factors.add(
            targets.contains(projection.shortName())
                ? new LoraAdapter.Factors(
                    floats(random, rank * projection.in(config)),
                    floats(random, rank * projection.out(config)))
                : null);
      }
    }
    return new LoraAdapter(rank, 2.0 * rank, factors);
  }

  private static float[] floats(Random random, int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) (0.15 * random.nextGaussian());
    }
    return out;
  }

  static int[] tokens(Random random, ModelConfig config, int count) {
    return random.ints(count, 0, config.vocabularySize()).toArray();
  }

  static TrainingSequence sequence(Random random, ModelConfig config, int length, int index) {
    boolean[] trained = new boolean[length];
    for (int i = 1; i < length; i++) {
      trained[i] = random.nextInt(3) > 0;
    }
    trained[length / 2] = length > 1;
    return new TrainingSequence(tokens(random, config, length), trained, index);
  }

  static List<TrainingSequence> batch(ModelConfig config, long seed, int... lengths) {
    Random random = new Random(seed);
    List<TrainingSequence> batch = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      batch.add(sequence(random, config, lengths[i], i));
    }
    return batch;
  }
}
