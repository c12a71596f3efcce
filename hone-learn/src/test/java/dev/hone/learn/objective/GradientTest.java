package dev.hone.learn.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every loss's gradient with respect to the logits against finite differences. */
class GradientTest {

  private static final long SEED = 42;
  private static final int VOCABULARY = 23;
  private static final double STEP = 1.0 / 256;

  private final Random random = new Random(SEED);

  private float[] logits() {
    float[] logits = new float[VOCABULARY];
    for (int v = 0; v < VOCABULARY; v++) {
      // Multiples of the step: the perturbed logits are exact in float.
      logits[v] = (float) (Math.rint(random.nextGaussian() * 1.5 / STEP) * STEP);
    }
    return logits;
  }

  private TeacherTokens teacher(int k) {
    double[] full = VectorsTest.logSoftmax(random.doubles(VOCABULARY, -3, 3).toArray());
    int[] ids = random.ints(0, VOCABULARY).distinct().limit(k).toArray();
    double[] logProbs = new double[k];
    for (int i = 0; i < k; i++) {
      logProbs[i] = full[ids[i]];
    }
    return new TeacherTokens(ids, logProbs);
  }

  private void check(String name, SequenceLoss loss) {
    int token = random.nextInt(VOCABULARY);
    BatchLoss.Builder builder = new BatchLoss.Builder();
    builder.add(new int[] {1, 2}, new int[] {token, 3}, loss, 0.7);
    BatchLoss batch = builder.build();
    float[] logits = logits();
    float[] gradient = new float[VOCABULARY];
    var sequence = builder.sequences().getFirst();
    batch.at(sequence, 2, logits, gradient, 0, VOCABULARY);
    for (int v = 0; v < VOCABULARY; v++) {
      float kept = logits[v];
      logits[v] = (float) (kept + STEP);
      double up = batch.at(sequence, 2, logits, new float[VOCABULARY], 0, VOCABULARY);
      logits[v] = (float) (kept - STEP);
      double down = batch.at(sequence, 2, logits, new float[VOCABULARY], 0, VOCABULARY);
      logits[v] = kept;
      assertThat((double) gradient[v])
          .as("%s, logit %d, seed %d", name, v, SEED)
          .isCloseTo((up - down) / (2 * STEP), within(2e-5));
    }
  }

  @Test
  void divergencesToTheTeachersTopTokensAndToAll() {
    for (Distillation divergence : Distillation.values()) {
      for (int k : new int[] {1, 4, VOCABULARY}) {
        check(
            divergence + " " + k,
            new SequenceLoss.Distil(2, new TeacherTokens[] {teacher(k), teacher(k)}, divergence));
      }
    }
  }

  @Test
  void rewardWithClipWeightAndKl() {
    for (double reward : new double[] {1, -1}) {
      check(
          "reward " + reward,
          new SequenceLoss.Reward(
              2,
              reward,
              new double[] {-3, -1},
              new double[] {1.3, 1},
              new double[] {-2, -1},
              0.1,
              PolicyClip.defaults()));
    }
  }

  @Test
  void topKAdvantagesAndTheSumOfTwo() {
    TopKAdvantage formula = TopKAdvantage.defaults();
    TeacherTokens teacher = teacher(4);
    double[] old = {-2.9, -3.1, -2.7, -3.3};
    SequenceLoss topK =
        new SequenceLoss.TopK(
            2,
            new int[][] {teacher.ids()},
            new double[][] {old},
            new double[][] {formula.advantages(teacher.logProbs(), old)},
            formula);
    check("top-k", topK);
    check(
        "sum",
        new SequenceLoss.Sum(
            topK,
            0.5,
            new SequenceLoss.Distil(2, new TeacherTokens[] {teacher}, Distillation.FORWARD_KL),
            2));
  }

  @Test
  void advantagesAreBoundedAndWeightedByTheStudent() {
    double[] advantages =
        TopKAdvantage.defaults()
            .advantages(new double[] {-0.1, -9}, new double[] {Math.log(0.6), Math.log(0.2)});

    assertThat(advantages[0]).isCloseTo((-0.1 - Math.log(0.6)) * 0.75, within(1e-12));
    assertThat(advantages[1]).isCloseTo(-1 * 0.25, within(1e-12));
  }

  @Test
  void theStepIsDividedByItsOwnTokenCount() {
    BatchLoss.Builder one = new BatchLoss.Builder();
    SequenceLoss loss =
        new SequenceLoss.Distil(
            1, new TeacherTokens[] {teacher(3), teacher(3)}, Distillation.FORWARD_KL);
    one.add(new int[] {1}, new int[] {2}, loss, 1);
    BatchLoss.Builder two = new BatchLoss.Builder();
    two.add(new int[] {1}, new int[] {2}, loss, 1).add(new int[] {1}, new int[] {2, 3}, loss, 1);
    float[] logits = logits();

    double alone =
        one.build().at(one.sequences().getFirst(), 1, logits, new float[VOCABULARY], 0, VOCABULARY);
    double beside =
        two.build().at(two.sequences().getFirst(), 1, logits, new float[VOCABULARY], 0, VOCABULARY);

    assertThat(two.tokens()).isEqualTo(3);
    assertThat(beside).isCloseTo(alone / 3, within(1e-12));
  }
}
