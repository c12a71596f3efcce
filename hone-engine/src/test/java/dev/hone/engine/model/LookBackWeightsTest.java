package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LookBackWeightsTest {

  private static final ModelConfig CONFIG =
      ModelConfig.llama(300, 96, 128, 2, 6, 3, 256, List.of(1));
  private static final int PLACE = 40;

  @Test
  void headsOfTheFirstLayerLookOneAndTwoTokensBack() {
    ModelWeights weights = LookBackWeights.random(CONFIG, 7);
    assertThat(mostSeen(weights, 0)).isEqualTo(PLACE - 1);
    assertThat(mostSeen(weights, 1)).isEqualTo(PLACE - 2);
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    float[] one = LookBackWeights.random(CONFIG, 7).array(WeightNames.EMBEDDING);
    assertThat(one).isEqualTo(LookBackWeights.random(CONFIG, 7).array(WeightNames.EMBEDDING));
    assertThat(one).isNotEqualTo(LookBackWeights.random(CONFIG, 8).array(WeightNames.EMBEDDING));
  }

  /** The earlier place that a head of layer 0 attends to most, in a text of different tokens. */
  private static int mostSeen(ModelWeights weights, int head) {
    String attention = "model.layers.0.self_attn.";
    int size = CONFIG.headSize();
    int group = CONFIG.heads() / CONFIG.keyValueHeads();
    double[] query =
        turned(project(weights, attention + "q_proj.weight", head * size, PLACE), PLACE);
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int place = 0; place <= PLACE; place++) {
      double[] key =
          turned(project(weights, attention + "k_proj.weight", head / group * size, place), place);
      double score = 0;
      for (int i = 0; i < size; i++) {
        score += query[i] * key[i];
      }
      if (score > most) {
        most = score;
        best = place;
      }
    }
    return best;
  }

  private static double[] project(ModelWeights weights, String matrix, int row, int token) {
    float[] embedding = weights.array(WeightNames.EMBEDDING);
    int width = CONFIG.hiddenSize();
    double square = 0;
    for (int i = 0; i < width; i++) {
      square += Math.pow(embedding[token * width + i], 2);
    }
    double scale = 1 / Math.sqrt(square / width + CONFIG.normEpsilon());
    float[] w = weights.array(matrix);
    double[] out = new double[CONFIG.headSize()];
    for (int r = 0; r < out.length; r++) {
      for (int i = 0; i < width; i++) {
        out[r] += w[(row + r) * width + i] * embedding[token * width + i] * scale;
      }
    }
    return out;
  }

  private static double[] turned(double[] vector, int position) {
    int half = vector.length / 2;
    double[] out = new double[vector.length];
    for (int i = 0; i < half; i++) {
      double angle = position * Math.pow(CONFIG.ropeTheta(), -2.0 * i / vector.length);
      out[i] = vector[i] * Math.cos(angle) - vector[i + half] * Math.sin(angle);
      out[i + half] = vector[i + half] * Math.cos(angle) + vector[i] * Math.sin(angle);
    }
    return out;
  }
}
