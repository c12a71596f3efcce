package dev.hone.engine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Hugging Face names and shapes of a model's weights. */
final class WeightNames {

  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String FINAL_NORM = "model.norm.weight";
  static final String HEAD = "lm_head.weight";

  private WeightNames() {}

  static String inputNorm(int layer) {
    return "model.layers." + layer + ".input_layernorm.weight";
  }

  static String feedForwardNorm(int layer) {
    return "model.layers." + layer + ".post_attention_layernorm.weight";
  }

  static String queryNorm(int layer) {
    return "model.layers." + layer + ".self_attn.q_norm.weight";
  }

  static String keyNorm(int layer) {
    return "model.layers." + layer + ".self_attn.k_norm.weight";
  }

  static String matrix(int layer, Projection projection) {
    return projection.moduleName(layer) + ".weight";
  }

  static String bias(int layer, Projection projection) {
    return projection.moduleName(layer) + ".bias";
  }

  /** Every weight that a model of this shape has, in a fixed order. */
  static Map<String, List<Integer>> shapes(ModelConfig config) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(EMBEDDING, List.of(config.vocabularySize(), config.hiddenSize()));
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.put(inputNorm(layer), List.of(config.hiddenSize()));
      for (Projection projection : Projection.values()) {
        int out = projection.out(config);
        shapes.put(matrix(layer, projection), List.of(out, projection.in(config)));
        if (projection.biased(config)) {
          shapes.put(bias(layer, projection), List.of(out));
        }
      }
      if (config.queryKeyNorm()) {
        shapes.put(queryNorm(layer), List.of(config.headSize()));
        shapes.put(keyNorm(layer), List.of(config.headSize()));
      }
      shapes.put(feedForwardNorm(layer), List.of(config.hiddenSize()));
    }
    shapes.put(FINAL_NORM, List.of(config.hiddenSize()));
    if (!config.tiedEmbeddings()) {
      shapes.put(HEAD, List.of(config.vocabularySize(), config.hiddenSize()));
    }
    return shapes;
  }
}
