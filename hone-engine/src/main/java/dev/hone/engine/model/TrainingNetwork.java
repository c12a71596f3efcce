package dev.hone.engine.model;

import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a run, as its replicas read them. Between steps the optimizer changes the
 * parameters; {@link #refresh} then brings the packed copies up to date.
 */
final class TrainingNetwork {

  private final ModelWeights base;
  private final @Nullable LoraAdapter adapter;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<Layer> layers;
  private final float[] embedding;
  private final float[] head;
  private final float[] finalNorm;
  private final PackedWeights packed;
  private final @Nullable Panels[] downPanels;
  private final @Nullable Panels[] upPanels;

  /**
   * Copies what will be trained.
   *
   * @param adapter where to begin with an adapter; null trains every weight of the base
   */
  TrainingNetwork(ModelWeights base, @Nullable LoraAdapter adapter, Kernels kernels) {
    this.base = base;
    this.adapter = adapter;
    ModelConfig config = base.config();
    int slots = config.layers() * Projection.COUNT;
    this.downPanels = new Panels[slots];
    this.upPanels = new Panels[slots];
    Products products = kernels.products();
    if (adapter == null) {
      for (Tensor tensor : base.tensors()) {
        add(tensor.name(), tensor.data().clone(), tensor.shape().size() == 2);
      }
      Layer[] copies = new Layer[config.layers()];
      for (int layer = 0; layer < copies.length; layer++) {
        copies[layer] = Layer.of(layer, config, this::value);
      }
      this.layers = List.of(copies);
      this.embedding = value(WeightNames.EMBEDDING);
      this.head = config.tiedEmbeddings() ? embedding : value(WeightNames.HEAD);
      this.finalNorm = value(WeightNames.FINAL_NORM);
      this.packed = PackedWeights.of(base, products);
    } else {
      this.layers = base.layers();
      this.embedding = base.embedding();
      this.head = base.head();
      this.finalNorm = base.finalNorm();
      this.packed = base.packed(kernels);
      for (int layer = 0; layer < config.layers(); layer++) {
        for (Projection projection : Projection.values()) {
          LoraAdapter.Factors factors = adapter.factors(layer, projection);
          if (factors != null) {
            float[] a = factors.a().clone();
            float[] b = factors.b().clone();
            add(LoraAdapter.nameOfA(layer, projection), a, true);
            add(LoraAdapter.nameOfB(layer, projection), b, true);
            int slot = slot(layer, projection);
            downPanels[slot] = products.packTransposed(a, projection.in(config), adapter.rank());
            upPanels[slot] = products.packTransposed(b, adapter.rank(), projection.out(config));
          }
        }
      }
    }
  }

  private void add(String name, float[] value, boolean decays) {
    indexes.put(name, parameters.size());
    parameters.add(new Parameter(name, value, decays));
  }

  static int slot(int layer, Projection projection) {
    return layer * Projection.COUNT + projection.ordinal();
  }

  private float[] value(String name) {
    return parameters.get(index(name)).value();
  }

  /** Place of a parameter in {@link #parameters}. */
  int index(String name) {
    Integer index = indexes.get(name);
    if (index == null) {
      throw new IllegalArgumentException(name + " is not trained");
    }
    return index;
  }

  /** Brings one share of the packed copies up to date; shares may run at once. */
  void refresh(Products products, int share, int shares) {
    if (adapter == null) {
      packed.repack(this, products, share, shares);
      return;
    }
    for (int slot = share; slot < downPanels.length; slot += shares) {
      Panels down = downPanels[slot];
      Panels up = upPanels[slot];
      if (down != null && up != null) {
        Projection projection = Projection.values()[slot % Projection.COUNT];
        int layer = slot / Projection.COUNT;
        products.packTransposed(value(LoraAdapter.nameOfA(layer, projection)), down);
        products.packTransposed(value(LoraAdapter.nameOfB(layer, projection)), up);
      }
    }
  }

  boolean full() {
    return adapter == null;
  }

  ModelConfig config() {
    return base.config();
  }

  RotaryTable rotary() {
    return base.rotary();
  }

  List<Parameter> parameters() {
    return parameters;
  }

  List<Layer> layers() {
    return layers;
  }

  float[] embedding() {
    return embedding;
  }

  float[] head() {
    return head;
  }

  float[] finalNorm() {
    return finalNorm;
  }

  PackedWeights packed() {
    return packed;
  }

  /** Rank of the adapter; 0 without one. */
  int rank() {
    return adapter == null ? 0 : adapter.rank();
  }

  float scale() {
    return adapter == null ? 0 : adapter.scale();
  }

  /** Aᵀ packed, or null if the matrix is not adapted. */
  @Nullable Panels downPanels(int slot) {
    return downPanels[slot];
  }

  /** Bᵀ packed, or null if the matrix is not adapted. */
  @Nullable Panels upPanels(int slot) {
    return upPanels[slot];
  }

  /** The present weights, copied: the base itself when an adapter is trained. */
  ModelWeights snapshot() {
    if (adapter != null) {
      return base;
    }
    List<Tensor> copies = new ArrayList<>();
    for (Tensor tensor : base.tensors()) {
      copies.add(new Tensor(tensor.name(), tensor.shape(), value(tensor.name()).clone()));
    }
    return new ModelWeights(base.config(), copies, base.source());
  }

  /** The present adapter, copied; null when every weight is trained. */
  @Nullable LoraAdapter adapterSnapshot() {
    if (adapter == null) {
      return null;
    }
    List<LoraAdapter.@Nullable Factors> factors = new ArrayList<>();
    for (int layer = 0; layer < config().layers(); layer++) {
      for (Projection projection : Projection.values()) {
        factors.add(
            adapter.factors(layer, projection) == null
                ? null
                : new LoraAdapter.Factors(
                    value(LoraAdapter.nameOfA(layer, projection)).clone(),
                    value(LoraAdapter.nameOfB(layer, projection)).clone()));
      }
    }
    return new LoraAdapter(adapter.rank(), adapter.alpha(), factors);
  }
}
