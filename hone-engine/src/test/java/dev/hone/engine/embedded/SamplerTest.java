package dev.hone.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.Sampling;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final int DRAWS = 40_000;
  private static final float[] LOGITS = {1f, 3f, 2f, 3f, -1f, 0f};

  private static Sampling sampling(double temperature, double topP, int topK) {
    return new Sampling(temperature, topP, topK, null, List.of(), 0, 0, 10);
  }

  private static double[] frequencies(Sampling sampling, float[] logits, BitSet allowed) {
    Sampler sampler = new Sampler(sampling, 7);
    double[] counts = new double[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.choose(logits, 0, logits.length, allowed)] += 1.0 / DRAWS;
    }
    return counts;
  }

  private static BitSet all(int count) {
    BitSet all = new BitSet();
    all.set(0, count);
    return all;
  }

  private static double[] softmax(float[] logits, double temperature) {
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] / temperature);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  @Test
  void greedyTakesTheLikeliestAndTheLowestIdOfEqualOnes() {
    Sampler sampler = new Sampler(Sampling.greedy(5), 1);
    assertThat(sampler.choose(LOGITS, 0, LOGITS.length, null)).isEqualTo(1);
    BitSet mask = new BitSet();
    mask.set(3);
    mask.set(4);
    assertThat(sampler.choose(LOGITS, 0, LOGITS.length, mask)).isEqualTo(3);
    assertThat(sampler.choose(LOGITS, 2, 3, null)).isEqualTo(1);
    assertThat(sampler.choose(LOGITS, 0, LOGITS.length, new BitSet())).isEqualTo(-1);
  }

  @Test
  void drawsFollowTheTemperedDistribution() {
    for (double temperature : new double[] {0.5, 1, 2}) {
      double[] expected = softmax(LOGITS, temperature);
      double[] found = frequencies(sampling(temperature, 1, 0), LOGITS, all(LOGITS.length));
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(0.012));
      }
    }
  }

  @Test
  void topKKeepsTheLikeliestOnly() {
    double[] found = frequencies(sampling(1, 1, 3), LOGITS, all(LOGITS.length));
    double[] p = softmax(LOGITS, 1);
    double mass = p[1] + p[2] + p[3];
    assertThat(found[1]).isCloseTo(p[1] / mass, within(0.012));
    assertThat(found[2]).isCloseTo(p[2] / mass, within(0.012));
    assertThat(found[0] + found[4] + found[5]).isZero();
  }

  @Test
  void topPKeepsTheSmallestSetThatReachesIt() {
    double[] p = softmax(LOGITS, 1);
    // Tokens 1 and 3 together weigh just under this, so token 2 belongs to the nucleus as well.
    double justOver = p[1] + p[3] + 1e-6;
    double[] found = frequencies(sampling(1, justOver, 0), LOGITS, all(LOGITS.length));
    assertThat(found[2]).isCloseTo(p[2] / (p[1] + p[2] + p[3]), within(0.012));
    assertThat(found[0] + found[4] + found[5]).isZero();
    double[] tiny = frequencies(sampling(1, 1e-9, 0), LOGITS, all(LOGITS.length));
    assertThat(tiny[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void topPOverManyTokensEqualsAPlainSort() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    for (int round = 0; round < 30; round++) {
      float[] logits = new float[500];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (random.nextGaussian() * 3);
      }
      double topP = 0.05 + 0.9 * random.nextDouble();
      double[] p = softmax(logits, 1);
      Integer[] order = new Integer[p.length];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      java.util.Arrays.sort(order, (a, b) -> Double.compare(p[b], p[a]));
      BitSet nucleus = new BitSet();
      double reached = 0;
      for (int i = 0; i < order.length && reached < topP; i++) {
        nucleus.set(order[i]);
        reached += p[order[i]];
      }
      Sampler sampler = new Sampler(sampling(1, topP, 0), round);
      for (int draw = 0; draw < 200; draw++) {
        assertThat(nucleus.get(sampler.choose(logits, 0, logits.length, null))).isTrue();
      }
    }
  }

  @Test
  void penaltiesLowerWhatWasAnswered() {
    Sampler sampler = new Sampler(new Sampling(0, 1, 0, null, List.of(), 0.5, 0.6, 10), 1);
    int[] expected = {1, 3, 2, 1, 3, 1, 3, 0};
    for (int id : expected) {
      int chosen = sampler.choose(LOGITS, 0, LOGITS.length, null);
      assertThat(chosen).isEqualTo(id);
      sampler.answered(chosen);
    }
  }

  @Test
  void theSameSeedDrawsTheSame() {
    Sampler a = new Sampler(sampling(1, 0.9, 0), 42);
    Sampler b = new Sampler(sampling(1, 0.9, 0), 42);
    Sampler c = new Sampler(sampling(1, 0.9, 0), 43);
    int differences = 0;
    for (int i = 0; i < 200; i++) {
      int chosen = a.choose(LOGITS, 0, LOGITS.length, null);
      assertThat(b.choose(LOGITS, 0, LOGITS.length, null)).isEqualTo(chosen);
      differences += c.choose(LOGITS, 0, LOGITS.length, null) == chosen ? 0 : 1;
    }
    assertThat(differences).isPositive();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (Sampling bad :
        List.of(
            sampling(-1, 1, 0),
            sampling(Double.NaN, 1, 0),
            sampling(1, 0, 0),
            sampling(1, 1.1, 0),
            sampling(1, 1, -1))) {
      assertThatThrownBy(() -> new Sampler(bad, 1))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.code()).isEqualTo(EngineException.Code.BAD_REQUEST));
    }
  }

  @Test
  void logProbabilitiesAreOfTheRawLogits() {
    double logSum = LogProbabilities.logSum(LOGITS, 0, LOGITS.length);
    assertThat(LOGITS[2] - logSum).isCloseTo(Math.log(softmax(LOGITS, 1)[2]), within(1e-12));
    assertThat(LogProbabilities.top(LOGITS, 0, LOGITS.length, 4)).containsExactly(1, 3, 2, 0);
    assertThat(LogProbabilities.top(LOGITS, 0, LOGITS.length, 9)).hasSize(6);
    assertThat(LogProbabilities.top(LOGITS, 0, LOGITS.length, 0)).isEmpty();
  }
}
