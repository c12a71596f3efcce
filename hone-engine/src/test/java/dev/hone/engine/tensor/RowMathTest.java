package dev.hone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vector implementation against the plain one, for lengths that do and do not fit vectors. */
class RowMathTest {

  private static final int[] LENGTHS = {0, 1, 7, 8, 9, 16, 37, 192, 1500, 2051};
  private static final int MARGIN = 3;

  private final RowMath plain = Kernels.create(Kernels.Kind.SCALAR).rows();
  private RowMath vector = plain;

  @BeforeEach
  void findVectors() {
    assumeTrue(Kernels.best() != Kernels.Kind.SCALAR, "this machine has no vectors");
    vector = Kernels.create(Kernels.Kind.VECTOR_256).rows();
  }

  /** Something done to four arrays of n floats and a margin; the result is a number. */
  private interface Work {
    double on(RowMath math, float[] x, float[] y, float[] z, float[] w, int n);
  }

  private void bothAgree(double tolerance, Work work) {
    for (int n : LENGTHS) {
      Random random = new Random(n);
      float[][] first = new float[4][];
      float[][] second = new float[4][];
      for (int i = 0; i < 4; i++) {
        first[i] = new float[n + 2 * MARGIN];
        for (int j = 0; j < first[i].length; j++) {
          first[i][j] = (float) random.nextGaussian();
        }
        second[i] = first[i].clone();
      }
      double expected = work.on(plain, first[0], first[1], first[2], first[3], n);
      double got = work.on(vector, second[0], second[1], second[2], second[3], n);
      assertThat(got).as("result for n = %d", n).isCloseTo(expected, within(tolerance * (n + 1)));
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < first[i].length; j++) {
          assertThat((double) second[i][j])
              .as("array %d element %d for n = %d", i, j, n)
              .isCloseTo(first[i][j], within(tolerance * (1 + Math.abs(first[i][j]))));
        }
      }
    }
  }

  @Test
  void additions() {
    bothAgree(
        1e-6,
        (math, x, y, z, w, n) -> {
          math.add(x, 1, y, 2, n);
          math.addScaled(0.3f, x, 3, z, 1, n);
          math.scale(1.7f, w, 1, n);
          return 0;
        });
  }

  @Test
  void sums() {
    bothAgree(2e-6, (math, x, y, z, w, n) -> math.dot(x, 1, y, 2, n));
    bothAgree(0, (math, x, y, z, w, n) -> n == 0 ? 0 : math.max(x, 1, n));
  }

  @Test
  void softmaxAndItsGradient() {
    bothAgree(1e-6, (math, x, y, z, w, n) -> n == 0 ? 0 : math.softmax(x, 1, 3.5f, n));
    bothAgree(
        2e-6,
        (math, x, y, z, w, n) -> {
          math.softmaxGradient(x, 1, 0.2f, 0.7f, y, 2, n);
          return 0;
        });
  }

  @Test
  void norms() {
    bothAgree(3e-6, (math, x, y, z, w, n) -> n == 0 ? 0 : math.rmsNorm(x, 1, y, 1e-5f, z, 2, n));
    for (boolean withWeight : new boolean[] {true, false}) {
      bothAgree(
          1e-5,
          (math, x, y, z, w, n) -> {
            if (n > 0) {
              float[] dx = new float[n + 1];
              math.rmsNormGradient(x, 1, y, 0.9f, z, 2, dx, 1, w, withWeight, n);
              System.arraycopy(dx, 0, x, 0, n + 1);
            }
            return 0;
          });
    }
  }

  @Test
  void gatesAndTheirGradients() {
    bothAgree(
        1e-6,
        (math, x, y, z, w, n) -> {
          math.swiGlu(x, y, z, 2, n);
          math.swiGluGradient(x, y, w, 1, n);
          return 0;
        });
  }

  @Test
  void rotations() {
    bothAgree(
        1e-6,
        (math, x, y, z, w, n) -> {
          math.rotate(x, 1, n / 2, y, 2, 1);
          math.rotate(z, 1, n / 2, y, 2, -1);
          return 0;
        });
  }

  @Test
  void optimizerSteps() {
    bothAgree(
        1e-5,
        (math, x, y, z, w, n) -> {
          for (int i = 0; i < w.length; i++) {
            w[i] = Math.abs(w[i]);
          }
          math.adamW(x, y, z, w, 1, 1 + n, 0.5f, 0.9f, 0.98f, 1e-8f, 1e-2f, 0.2f, 0.999f);
          return 0;
        });
  }

  @Test
  void expIsExactToSevenDigitsAndTheSameInEveryPlace() {
    float[] x = new float[17];
    float[] y = new float[17];
    for (float value = -87; value < 88; value += 0.0137f) {
      Arrays.fill(x, value);
      vector.exp(x, 0, 1, 0, y, 0, x.length);
      assertThat(y[0] / Math.exp(value)).as("exp(%s)", value).isCloseTo(1, within(2e-7));
      for (float one : y) {
        assertThat(one).isEqualTo(y[0]);
      }
    }
    Arrays.fill(x, Float.NEGATIVE_INFINITY);
    vector.exp(x, 0, 1, 0, y, 0, x.length);
    assertThat(y[0]).isBetween(0f, 1e-37f);
    Arrays.fill(x, Float.NaN);
    vector.exp(x, 0, 1, 0, y, 0, x.length);
    assertThat(y[0]).isNaN();
    assertThat(y[16]).isNaN();
  }
}
