package dev.hone.engine.model;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica's sums of gradients: an array for each {@link Parameter}. */
final class Gradients {

  private final float[][] arrays;
  private final List<Layer> layers;
  private final float @Nullable [] embedding;
  private final float @Nullable [] head;
  private final float @Nullable [] finalNorm;
  private final float[] @Nullable [] downs;
  private final float[] @Nullable [] ups;

  Gradients(TrainingNetwork network) {
    ModelConfig config = network.config();
    List<Parameter> parameters = network.parameters();
    arrays = new float[parameters.size()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new float[parameters.get(i).value().length];
    }
    downs = new float[config.layers() * Projection.COUNT][];
    ups = new float[downs.length][];
    if (network.full()) {
      Layer[] found = new Layer[config.layers()];
      for (int layer = 0; layer < found.length; layer++) {
        found[layer] = Layer.of(layer, config, name -> arrays[network.index(name)]);
      }
      layers = List.of(found);
      embedding = arrays[network.index(WeightNames.EMBEDDING)];
      head = config.tiedEmbeddings() ? embedding : arrays[network.index(WeightNames.HEAD)];
      finalNorm = arrays[network.index(WeightNames.FINAL_NORM)];
    } else {
      layers = List.of();
      embedding = null;
      head = null;
      finalNorm = null;
      for (int layer = 0; layer < config.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          int slot = TrainingNetwork.slot(layer, projection);
          if (network.downPanels(slot) != null) {
            downs[slot] = arrays[network.index(LoraAdapter.nameOfA(layer, projection))];
            ups[slot] = arrays[network.index(LoraAdapter.nameOfB(layer, projection))];
          }
        }
      }
    }
  }

  void clear() {
    for (float[] array : arrays) {
      Arrays.fill(array, 0);
    }
  }

  /** In the order of the parameters. */
  float[] array(int parameter) {
    return arrays[parameter];
  }

  /** The block's own weights; null when only an adapter is trained. */
  @Nullable Layer layer(int layer) {
    return layers.isEmpty() ? null : layers.get(layer);
  }

  float @Nullable [] embedding() {
    return embedding;
  }

  float @Nullable [] head() {
    return head;
  }

  float @Nullable [] finalNorm() {
    return finalNorm;
  }

  /** The adapter's A, or null. */
  float @Nullable [] down(int slot) {
    return downs[slot];
  }

  /** The adapter's B, or null. */
  float @Nullable [] up(int slot) {
    return ups[slot];
  }
}
