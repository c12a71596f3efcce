package dev.hone.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.tensor.Kernels;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logits and gradients against the double-precision reference. */
class GradientTest {

  private static final double STEP = 1e-4;
  private static final int SAMPLES = 2;

  /** Cross entropy with a weight of its own for each sequence. */
  private static double weight(TrainingSequence sequence) {
    return 0.1 + 0.05 * sequence.index();
  }

  private static final TokenLoss LOSS =
      (sequence, position, logits, gradient, offset, vocabulary) ->
          new CrossEntropyLoss(weight(sequence))
              .at(sequence, position, logits, gradient, offset, vocabulary);

  private static double loss(ReferenceModel reference, List<TrainingSequence> batch) {
    double sum = 0;
    for (TrainingSequence sequence : batch) {
      double[][] logits = reference.logits(sequence.tokens());
      for (int t = 1; t < logits.length; t++) {
        if (sequence.trained()[t]) {
          double total = 0;
          for (double logit : logits[t - 1]) {
            total += Math.exp(logit);
          }
          sum += weight(sequence) * (Math.log(total) - logits[t - 1][sequence.tokens()[t]]);
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void everyWeightAgreesWithFiniteDifferences(Kernels.Kind kind) {
    for (ModelConfig config : TinyModels.all()) {
      check(kind, config, null);
    }
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void everyAdapterWeightAgreesWithFiniteDifferences(Kernels.Kind kind) {
    for (ModelConfig config : TinyModels.all()) {
      check(kind, config, TinyModels.adapter(config, 3, TinyModels.ALL_TARGETS, 4));
    }
  }

  private static void check(Kernels.Kind kind, ModelConfig config, @Nullable LoraAdapter adapter) {
    if (kind.compareTo(Kernels.best()) < 0) {
      return; // This machine has no vectors that wide.
    }
    ModelWeights weights = TinyModels.weights(config, 7);
    List<TrainingSequence> batch = TinyModels.batch(config, 8, 71, 2, 20);
    Kernels kernels = Kernels.create(kind);
    TrainingNetwork network = new TrainingNetwork(weights, adapter, kernels);
    Replica replica = new Replica(network, kernels);
    ReferenceModel reference = new ReferenceModel(weights, adapter);

    double loss = replica.learn(List.of(MicroBatch.of(batch)), LOSS);
    assertThat(loss).isCloseTo(loss(reference, batch), within(1e-4 * Math.abs(loss)));

    Random random = new Random(9);
    for (int i = 0; i < network.parameters().size(); i++) {
      String name = network.parameters().get(i).name();
      double[] values = reference.weights.get(name);
      float[] gradient = replica.gradients().array(i);
      double rms = 0;
      for (float one : gradient) {
        rms += one * one;
      }
      rms = Math.sqrt(rms / gradient.length);
      for (int sample = 0; values != null && sample < SAMPLES; sample++) {
        int at = random.nextInt(values.length);
        double old = values[at];
        values[at] = old + STEP;
        double above = loss(reference, batch);
        values[at] = old - STEP;
        double below = loss(reference, batch);
        values[at] = old;
        double expected = (above - below) / (2 * STEP);
        assertThat((double) gradient[at])
            .as("%s %s[%d] on %s", config.family(), name, at, kind)
            .isCloseTo(expected, within(1e-3 * (Math.abs(expected) + rms) + 1e-6));
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double tolerance) {
    return org.assertj.core.api.Assertions.within(tolerance);
  }
}
