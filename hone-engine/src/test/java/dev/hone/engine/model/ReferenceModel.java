package dev.hone.engine.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same network in double precision, as plainly as it can be written. */
final class ReferenceModel {

  final Map<String, double[]> weights = new HashMap<>();
  private final ModelConfig config;
  private final double loraScale;
  private final int rank;

  ReferenceModel(ModelWeights model, @Nullable LoraAdapter adapter) {
    config = model.config();
    for (Tensor tensor : model.tensors()) {
      weights.put(tensor.name(), doubles(tensor.data()));
    }
    loraScale = adapter == null ? 0 : adapter.alpha() / adapter.rank();
    rank = adapter == null ? 0 : adapter.rank();
    for (int layer = 0; adapter != null && layer < config.layers(); layer++) {
      for (Projection projection : Projection.values()) {
        LoraAdapter.Factors factors = adapter.factors(layer, projection);
        if (factors != null) {
          weights.put(LoraAdapter.nameOfA(layer, projection), doubles(factors.a()));
          weights.put(LoraAdapter.nameOfB(layer, projection), doubles(factors.b()));
        }
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private double[] weight(String name) {
    double[] weight = weights.get(name);
    if (weight == null) {
      throw new IllegalArgumentException(name);
    }
    return weight;
  }

  /** Logits after each token. */
  double[][] logits(int[] tokens) {
    int hidden = config.hiddenSize();
    double[][] stream = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      stream[t] = new double[hidden];
      System.arraycopy(weight(WeightNames.EMBEDDING), tokens[t] * hidden, stream[t], 0, hidden);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      block(stream, layer);
    }
    double[][] logits = new double[tokens.length][];
    double[] head = weight(config.tiedEmbeddings() ? WeightNames.EMBEDDING : WeightNames.HEAD);
    for (int t = 0; t < tokens.length; t++) {
      double[] last = norm(stream[t], weight(WeightNames.FINAL_NORM));
      logits[t] = multiply(head, last, config.vocabularySize());
    }
    return logits;
  }

  private void block(double[][] stream, int layer) {
    int length = stream.length;
    int size = config.headSize();
    double[][] q = new double[length][];
    double[][] k = new double[length][];
    double[][] v = new double[length][];
    for (int t = 0; t < length; t++) {
      double[] x = norm(stream[t], weight(WeightNames.inputNorm(layer)));
      q[t] = project(layer, Projection.QUERY, x);
      k[t] = project(layer, Projection.KEY, x);
      v[t] = project(layer, Projection.VALUE, x);
      heads(q[t], config.heads(), t, config.queryKeyNorm() ? WeightNames.queryNorm(layer) : null);
      heads(
          k[t],
          config.keyValueHeads(),
          t,
          config.queryKeyNorm() ? WeightNames.keyNorm(layer) : null);
    }
    int group = config.heads() / config.keyValueHeads();
    for (int t = length - 1; t >= 0; t--) {
      double[] context = new double[config.querySize()];
      for (int head = 0; head < config.heads(); head++) {
        int keyHead = head / group;
        double[] p = new double[t + 1];
        double top = Double.NEGATIVE_INFINITY;
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < size; i++) {
            p[s] += q[t][head * size + i] * k[s][keyHead * size + i];
          }
          p[s] /= Math.sqrt(size);
          top = Math.max(top, p[s]);
        }
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          p[s] = Math.exp(p[s] - top);
          sum += p[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < size; i++) {
            context[head * size + i] += p[s] / sum * v[s][keyHead * size + i];
          }
        }
      }
      add(stream[t], project(layer, Projection.OUTPUT, context));
      double[] x = norm(stream[t], weight(WeightNames.feedForwardNorm(layer)));
      double[] gate = project(layer, Projection.GATE, x);
      double[] up = project(layer, Projection.UP, x);
      for (int i = 0; i < gate.length; i++) {
        gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
      }
      add(stream[t], project(layer, Projection.DOWN, gate));
    }
  }

  private void heads(double[] x, int count, int position, @Nullable String norm) {
    int size = config.headSize();
    for (int head = 0; head < count; head++) {
      double[] one = new double[size];
      System.arraycopy(x, head * size, one, 0, size);
      if (norm != null) {
        one = norm(one, weight(norm));
      }
      for (int i = 0; i < size / 2; i++) {
        double angle = position * frequency(i);
        x[head * size + i] = one[i] * Math.cos(angle) - one[i + size / 2] * Math.sin(angle);
        x[head * size + i + size / 2] =
            one[i + size / 2] * Math.cos(angle) + one[i] * Math.sin(angle);
      }
    }
  }

  private double frequency(int i) {
    double frequency = Math.pow(config.ropeTheta(), -2.0 * i / config.headSize());
    ModelConfig.RopeScaling scaling = config.ropeScaling();
    if (scaling == null) {
      return frequency;
    }
    double turns = scaling.originalPositions() * frequency / (2 * Math.PI);
    if (turns > scaling.highFrequencyFactor()) {
      return frequency;
    }
    if (turns < scaling.lowFrequencyFactor()) {
      return frequency / scaling.factor();
    }
    double share =
        (turns - scaling.lowFrequencyFactor())
            / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
    return frequency * (share + (1 - share) / scaling.factor());
  }

  private double[] project(int layer, Projection projection, double[] x) {
    double[] y = multiply(weight(WeightNames.matrix(layer, projection)), x, projection.out(config));
    double[] bias = weights.get(WeightNames.bias(layer, projection));
    if (bias != null) {
      add(y, bias);
    }
    double[] a = weights.get(LoraAdapter.nameOfA(layer, projection));
    if (a != null) {
      double[] low = multiply(a, x, rank);
      double[] high = multiply(weight(LoraAdapter.nameOfB(layer, projection)), low, y.length);
      for (int i = 0; i < y.length; i++) {
        y[i] += loraScale * high[i];
      }
    }
    return y;
  }

  private double[] norm(double[] x, double[] weight) {
    double squares = 0;
    for (double one : x) {
      squares += one * one;
    }
    double inverse = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] * inverse * weight[i];
    }
    return out;
  }

  private static double[] multiply(double[] matrix, double[] x, int rows) {
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < x.length; i++) {
        y[row] += matrix[row * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static void add(double[] to, double[] x) {
    for (int i = 0; i < to.length; i++) {
      to[i] += x[i];
    }
  }
}
