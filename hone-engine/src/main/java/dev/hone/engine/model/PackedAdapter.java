package dev.hone.engine.model;

import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's factors packed for the forward direction, by layer * 7 + {@link
 * Projection#ordinal()}; null where a matrix is not adapted. Shared between threads once packed.
 */
record PackedAdapter(@Nullable Panels[] down, @Nullable Panels[] up) {

  static PackedAdapter of(LoraAdapter adapter, Products products) {
    int rank = adapter.rank();
    Panels[] down = new Panels[adapter.layers() * Projection.COUNT];
    Panels[] up = new Panels[down.length];
    for (int layer = 0; layer < adapter.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LoraAdapter.Factors factors = adapter.factors(layer, projection);
        if (factors != null) {
          int slot = layer * Projection.COUNT + projection.ordinal();
          down[slot] = products.packDense(factors.a(), factors.a().length / rank, rank);
          up[slot] = products.packDense(factors.b(), rank, factors.b().length / rank);
        }
      }
    }
    return new PackedAdapter(down, up);
  }
}
