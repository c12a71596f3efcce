package dev.hone.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.learn.objective.Aggregation;
import dev.hone.learn.objective.Distillation;
import dev.hone.learn.objective.Entropy;
import dev.hone.learn.objective.VocabularyDivergence;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every loss's gradient against finite differences of its value. */
class PolicyGradientTest {

  private static final long SEED = 20;
  private static final double STEP = 1e-6;
  private static final int ROUNDS = 20;

  @Test
  void ofLogProbabilities() {
    Losses.all()
        .forEach(
            (name, loss) -> {
              RandomBatch batches = new RandomBatch(SEED);
              Aggregation mode =
                  loss instanceof GeometricMeanLoss
                      ? Aggregation.SEQUENCE_MEAN_TOKEN_SUM
                      : Aggregation.SEQUENCE_MEAN_TOKEN_MEAN;
              for (int round = 0; round < ROUNDS; round++) {
                // GSPO's stop-gradient gives the sequence's own gradient only if all its tokens
                // share an advantage.
                PolicyBatch batch = batches.next(4, 6, loss.looksAtSequence());
                check(name, new PolicyObjective(loss, Reduction.of(mode)), batch);
              }
            });
  }

  private static void check(String name, PolicyObjective objective, PolicyBatch batch) {
    PolicyObjective.Value at = objective.of(batch);
    for (int i = 0; i < batch.logProb().length; i++) {
      for (int t = 0; t < batch.logProb()[i].length; t++) {
        double kept = batch.logProb()[i][t];
        batch.logProb()[i][t] = kept + STEP;
        double up = objectiveValue(objective, batch, at);
        batch.logProb()[i][t] = kept - STEP;
        double down = objectiveValue(objective, batch, at);
        batch.logProb()[i][t] = kept;
        double slope = (up - down) / (2 * STEP);
        if (objective.loss() instanceof CispoLoss cispo && batch.mask()[i][t] != 0) {
          // The value moves with the weight too, which the gradient holds fixed.
          PolicyPlace place = batch.place(i, t, PolicyPlace.SequenceFigure.NONE);
          double factor = objective.reduction().factors(batch.mask())[i][t];
          slope = -factor * cispo.weight(place, kept) * place.advantage();
        }
        assertThat(at.gradient()[i][t])
            .as("%s, row %d, token %d, seed %d", name, i, t, SEED)
            .isCloseTo(slope, within(1e-6));
      }
    }
  }

  private static double objectiveValue(
      PolicyObjective objective, PolicyBatch batch, PolicyObjective.Value at) {
    assertThat(at.loss()).isFinite();
    return objective.of(batch).loss();
  }

  @Test
  void ofTheCriticsValue() {
    Random random = new Random(SEED);
    for (double clip : new double[] {0.2, Double.POSITIVE_INFINITY}) {
      ValueLoss loss = new ValueLoss(clip);
      for (int round = 0; round < 200; round++) {
        double value = random.nextGaussian();
        double old = random.nextGaussian();
        double target = random.nextGaussian();
        double slope =
            (loss.at(value + STEP, old, target).loss() - loss.at(value - STEP, old, target).loss())
                / (2 * STEP);
        assertThat(loss.at(value, old, target).gradient())
            .as("round %d, seed %d", round, SEED)
            .isCloseTo(slope, within(1e-6));
      }
    }
  }

  @Test
  void ofWholeVocabularies() {
    Random random = new Random(SEED);
    for (Distillation kind : Distillation.values()) {
      for (double temperature : new double[] {1, 0.7}) {
        VocabularyDivergence rule = new VocabularyDivergence(kind, 0.3, temperature);
        double[] teacher = random.doubles(7, -3, 3).toArray();
        double[] student = random.doubles(7, -3, 3).toArray();
        double[] gradient = rule.of(teacher, student).gradient();
        for (int v = 0; v < student.length; v++) {
          double kept = student[v];
          student[v] = kept + STEP;
          double up = rule.of(teacher, student).loss();
          student[v] = kept - STEP;
          double down = rule.of(teacher, student).loss();
          student[v] = kept;
          assertThat(gradient[v])
              .as("%s, seed %d", rule, SEED)
              .isCloseTo((up - down) / (2 * STEP), within(1e-7));
        }
      }
    }
  }

  @Test
  void ofEntropy() {
    double[] logits = new Random(SEED).doubles(7, -3, 3).toArray();
    double[] gradient = Entropy.of(logits).gradient();
    for (int v = 0; v < logits.length; v++) {
      double kept = logits[v];
      logits[v] = kept + STEP;
      double up = Entropy.of(logits).loss();
      logits[v] = kept - STEP;
      double down = Entropy.of(logits).loss();
      logits[v] = kept;
      assertThat(gradient[v]).isCloseTo((up - down) / (2 * STEP), within(1e-7));
    }
  }
}
