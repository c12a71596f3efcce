package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdapterBytesTest {

  @Test
  void whatIsCountedIsWhatTheArraysHold() {
    for (int rank : new int[] {1, 3, 8, 16, 40}) {
      for (Set<String> targets : Set.of(TinyModels.ALL_TARGETS, Set.of("q_proj", "down_proj"))) {
        ModelConfig config = TinyModels.llama();
        LoraAdapter adapter = LoraAdapter.fresh(config, rank, 2 * rank, targets, 1);
        long floats = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
          for (Projection projection : Projection.values()) {
            LoraAdapter.Factors factors = adapter.factors(layer, projection);
            floats += factors == null ? 0 : factors.a().length + factors.b().length;
          }
        }
        PackedAdapter packed = adapter.packed(Kernels.create());
        floats += floats(packed.down()) + floats(packed.up());

        assertThat(adapter.bytes()).isEqualTo(4 * floats);
      }
    }
  }

  private static long floats(@Nullable Panels[] all) {
    long floats = 0;
    for (Panels panels : all) {
      floats += panels == null ? 0 : panels.data().length;
    }
    return floats;
  }
}
