package dev.hone.learn.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.engine.TrainingSequence;
import dev.hone.learn.advantage.GeneralizedAdvantage;
import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.Returns;
import dev.hone.learn.advantage.Whitening;
import dev.hone.learn.objective.Aggregation;
import dev.hone.learn.objective.PolicyClip;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What must not change a result: how a step is cut, what the mask hides, how long padding is. */
class InvarianceTest {

  private static final long SEED = 7;

  @Test
  void aStepInPartsIsTheStepInOne() {
    for (Aggregation mode : Aggregation.values()) {
      Losses.all()
          .forEach(
              (name, loss) -> {
                PolicyBatch batch = new RandomBatch(SEED).next(5, 6, false);
                PolicyObjective whole = new PolicyObjective(loss, new Reduction(mode, 8, 1, 0, 0));
                PolicyObjective.Value want = whole.of(batch);
                boolean empty =
                    mode == Aggregation.SEQUENCE_MEAN_TOKEN_MEAN_WITH_EMPTY
                        || mode == Aggregation.SEQUENCE_MEAN_TOKEN_SUM_WITH_EMPTY
                        || mode == Aggregation.SEQUENCE_LENGTH_BUDGET;
                double sequences = empty ? batch.mask().length : filled(batch);
                Reduction part = new Reduction(mode, 8, 1, Masked.count(batch.mask()), sequences);
                double total = 0;
                for (int[] cut : new int[][] {{0, 1}, {1, 4}, {4, 5}}) {
                  PolicyObjective.Value got =
                      new PolicyObjective(loss, part).of(rows(batch, cut[0], cut[1]));
                  total += got.loss();
                  for (int i = cut[0]; i < cut[1]; i++) {
                    assertThat(got.gradient()[i - cut[0]])
                        .as("%s %s", name, mode)
                        .containsExactly(want.gradient()[i], within(1e-12));
                  }
                }
                assertThat(total)
                    .as("%s %s, seed %d", name, mode, SEED)
                    .isCloseTo(want.loss(), within(1e-12));
              });
    }
  }

  private static double filled(PolicyBatch batch) {
    return Arrays.stream(batch.mask()).filter(row -> Masked.count(row) > 0).count();
  }

  private static PolicyBatch rows(PolicyBatch batch, int from, int to) {
    return new PolicyBatch(
        Arrays.copyOfRange(batch.logProb(), from, to),
        Arrays.copyOfRange(batch.oldLogProb(), from, to),
        Arrays.copyOfRange(batch.advantages(), from, to),
        Arrays.copyOfRange(batch.mask(), from, to),
        Arrays.copyOfRange(batch.rolloutLogProb(), from, to),
        Arrays.copyOfRange(batch.referenceLogProb(), from, to));
  }

  @Test
  void whatTheMaskHidesNeverLeaks() {
    for (double hidden : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e300}) {
      Losses.all()
          .forEach(
              (name, loss) -> {
                PolicyObjective objective =
                    new PolicyObjective(loss, Reduction.of(Aggregation.TOKEN_MEAN));
                PolicyBatch batch = new RandomBatch(SEED).next(5, 6, false);
                PolicyObjective.Value want = objective.of(batch);
                hide(batch, hidden);
                PolicyObjective.Value got = objective.of(batch);
                assertThat(got.loss()).as(name).isEqualTo(want.loss());
                assertThat(got.gradient()).as(name).isDeepEqualTo(want.gradient());
              });
    }
  }

  private static void hide(PolicyBatch batch, double hidden) {
    for (int i = 0; i < batch.mask().length; i++) {
      for (int t = 0; t < batch.mask()[i].length; t++) {
        if (batch.mask()[i][t] == 0) {
          batch.logProb()[i][t] = hidden;
          batch.oldLogProb()[i][t] = hidden;
          batch.advantages()[i][t] = hidden;
          batch.rolloutLogProb()[i][t] = hidden;
          batch.referenceLogProb()[i][t] = hidden;
        }
      }
    }
  }

  @Test
  void estimatorsDoNotReadWhatTheMaskHides() {
    double[][] rewards = {{0, Double.NaN, 1, Double.NaN}};
    double[][] values = {{0.5, Double.NaN, 0.2, Double.NaN}};
    double[][] mask = {{1, 0, 1, 0}};

    for (GeneralizedAdvantage.MaskMode mode :
        new GeneralizedAdvantage.MaskMode[] {
          GeneralizedAdvantage.MaskMode.SKIP, GeneralizedAdvantage.MaskMode.ZERO
        }) {
      double[][] advantages =
          new GeneralizedAdvantage(0.9, 0.9, mode).of(rewards, values, mask, 0).advantages();
      assertThat(advantages[0][0]).isFinite();
      assertThat(Whitening.defaults().of(advantages, mask)[0]).doesNotContain(Double.NaN);
    }
    assertThat(new Returns(0.9, Returns.MaskMode.SKIP).of(rewards, mask)[0])
        .doesNotContain(Double.NaN);
    assertThat(Returns.overGreedy(rewards, new double[] {0.5}, mask)[0]).doesNotContain(Double.NaN);
  }

  @Test
  void longerPaddingChangesNothing() {
    Losses.all()
        .forEach(
            (name, loss) -> {
              PolicyObjective objective =
                  new PolicyObjective(loss, Reduction.of(Aggregation.SEQUENCE_MEAN_TOKEN_MEAN));
              PolicyBatch batch = new RandomBatch(SEED).next(4, 5, false);
              PolicyObjective.Value want = objective.of(batch);
              PolicyObjective.Value got =
                  objective.of(
                      new PolicyBatch(
                          longer(batch.logProb(), -1),
                          longer(batch.oldLogProb(), -2),
                          longer(batch.advantages(), 5),
                          longer(batch.mask(), 0),
                          longer(batch.rolloutLogProb(), -3),
                          longer(batch.referenceLogProb(), -4)));
              assertThat(got.loss()).as(name).isEqualTo(want.loss());
              for (int i = 0; i < 4; i++) {
                assertThat(Arrays.copyOf(got.gradient()[i], 5)).isEqualTo(want.gradient()[i]);
              }
            });
  }

  private static double[][] longer(double[][] rows, double padding) {
    double[][] longer = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      longer[i] = Arrays.copyOf(rows[i], rows[i].length + 3);
      Arrays.fill(longer[i], rows[i].length, longer[i].length, padding);
    }
    return longer;
  }

  @Test
  void theEngineSkipsWhatTheMaskHides() {
    PolicyBatch batch =
        PolicyBatch.of(
            new double[][] {{-1, Double.NaN}},
            new double[][] {{-1.1, Double.NaN}},
            new double[][] {{1, Double.NaN}},
            new double[][] {{1, 0}});
    EngineLoss loss =
        new EngineLoss(
            new PolicyObjective(
                new ClippedLoss(PolicyClip.defaults()), Reduction.of(Aggregation.TOKEN_MEAN)),
            batch,
            new int[] {1});
    TrainingSequence sequence =
        new TrainingSequence(new int[] {0, 1, 2}, new boolean[] {false, true, true}, 0);
    float[] gradient = new float[3];

    double value = loss.at(sequence, 2, new float[] {1, 2, 3}, gradient, 0, 3);

    assertThat(value).isZero();
    assertThat(gradient).containsOnly(0f);
    assertThat(loss.at(sequence, 1, new float[] {1, 2, 3}, gradient, 0, 3)).isFinite();
    assertThat(gradient[0] + gradient[1] + gradient[2]).isCloseTo(0, within(1e-6f));
  }
}
