package dev.hone.engine.model;

import dev.hone.engine.tensor.Kernels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model under their Hugging Face names, as 32-bit floats. Never changed once made
 * (whoever holds an array must not write to it), so it is safe to share between threads.
 */
public final class ModelWeights {

  private static final double INITIAL_DEVIATION = 0.02;

  private final ModelConfig config;
  private final Map<String, Tensor> tensors;
  private final @Nullable Path source;
  private final RotaryTable rotary;
  private final List<Layer> layers;
  private final Map<Kernels.Kind, PackedWeights> packed = new EnumMap<>(Kernels.Kind.class);

  /**
   * Takes the tensors over.
   *
   * @param tensors exactly those that a model of this shape has
   * @param source the folder they came from, whose tokenizer and template belong to them; or null
   */
  ModelWeights(ModelConfig config, Collection<Tensor> tensors, @Nullable Path source) {
    this.config = config;
    this.source = source;
    this.rotary = new RotaryTable(config);
    Map<String, Tensor> given = new LinkedHashMap<>();
    tensors.forEach(tensor -> given.put(tensor.name(), tensor));
    this.tensors = new LinkedHashMap<>();
    WeightNames.shapes(config)
        .forEach(
            (name, shape) -> {
              Tensor tensor = given.get(name);
              if (tensor == null || !tensor.shape().equals(shape)) {
                throw new IllegalArgumentException(
                    name
                        + " should have shape "
                        + shape
                        + " but is "
                        + (tensor == null ? "missing" : tensor.shape()));
              }
              this.tensors.put(name, tensor);
            });
    Layer[] found = new Layer[config.layers()];
    for (int layer = 0; layer < found.length; layer++) {
      found[layer] = Layer.of(layer, config, this::array);
    }
    this.layers = List.of(found);
  }

  /**
   * New weights: normal with deviation 0.02; the two projections that write to the residual stream
   * are smaller by the square root of twice the number of layers (Radford et al., GPT-2).
   */
  public static ModelWeights random(ModelConfig config, long seed) {
    RandomFloats random = new RandomFloats(seed);
    double residual = INITIAL_DEVIATION / Math.sqrt(2.0 * config.layers());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    WeightNames.shapes(config)
        .forEach(
            (name, shape) -> {
              int size = shape.stream().reduce(1, Math::multiplyExact);
              float[] data;
              if (shape.size() == 2) {
                boolean writes = name.contains(".o_proj.") || name.contains(".down_proj.");
                data = random.normal(size, writes ? residual : INITIAL_DEVIATION);
              } else {
                data = new float[size];
                if (!name.endsWith(".bias")) {
                  Arrays.fill(data, 1f);
                }
              }
              tensors.put(name, new Tensor(name, shape, data));
            });
    return new ModelWeights(config, tensors.values(), null);
  }

  public ModelConfig config() {
    return config;
  }

  /** The folder these weights were read from or belong to, with tokenizer and chat template. */
  public @Nullable Path source() {
    return source;
  }

  /** All weights in a fixed order; a tied head is not among them. */
  public Collection<Tensor> tensors() {
    return tensors.values();
  }

  float[] array(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weight is called " + name);
    }
    return tensor.data();
  }

  List<Layer> layers() {
    return layers;
  }

  float[] embedding() {
    return array(WeightNames.EMBEDDING);
  }

  float[] finalNorm() {
    return array(WeightNames.FINAL_NORM);
  }

  /** The output matrix [vocabulary, hidden]; the embedding itself if they are tied. */
  float[] head() {
    return config.tiedEmbeddings() ? embedding() : array(WeightNames.HEAD);
  }

  /** The matrices packed for a kind of kernels; packed once and kept. */
  PackedWeights packed(Kernels kernels) {
    synchronized (packed) {
      return packed.computeIfAbsent(
          kernels.kind(), kind -> PackedWeights.of(this, kernels.products()));
    }
  }

  RotaryTable rotary() {
    return rotary;
  }
}
