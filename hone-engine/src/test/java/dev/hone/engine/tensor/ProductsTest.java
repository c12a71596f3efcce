package dev.hone.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of all shapes and directions against plain loops. */
class ProductsTest {

  private static final int ROUNDS = 80;

  private static float[] floats(Random random, int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static Products products(Kernels.Kind kind) {
    assumeTrue(kind.compareTo(Kernels.best()) >= 0, "this machine has no vectors that wide");
    return Kernels.create(kind).products();
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void everyShapeAgreesWithPlainLoops(Kernels.Kind kind) {
    Products products = products(kind);
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      int rows = 1 + random.nextInt(random.nextBoolean() ? 8 : 140);
      int depth = 1 + random.nextInt(random.nextInt(10) == 0 ? 1200 : 60);
      int columns = 1 + random.nextInt(150);
      boolean transposed = random.nextBoolean();
      boolean add = random.nextBoolean();
      float[] a = floats(random, rows * depth);
      float[] b = floats(random, depth * columns);
      float[] c = floats(random, rows * columns);
      double[] expected = new double[c.length];
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double sum = add ? c[row * columns + column] : 0;
          for (int step = 0; step < depth; step++) {
            float left = transposed ? a[step * rows + row] : a[row * depth + step];
            sum += (double) left * b[step * columns + column];
          }
          expected[row * columns + column] = sum;
        }
      }
      Panels panels =
          switch (random.nextInt(3)) {
            case 0 -> products.view(b, 0, columns, depth, columns);
            case 1 -> products.pack(b, depth, columns);
            default -> products.packTransposed(transpose(b, depth, columns), depth, columns);
          };
      products.multiply(
          a, 0, transposed ? 1 : depth, transposed ? rows : 1, rows, panels, c, 0, columns, add);
      for (int i = 0; i < c.length; i++) {
        assertThat((double) c[i])
            .as("seed 1, round %d: %d x %d x %d", round, rows, depth, columns)
            .isCloseTo(expected[i], within(2e-5 * depth + 1e-5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void withoutRoomBetweenRowsTheBitsAreTheSame(Kernels.Kind kind) {
    Products products = products(kind);
    Random random = new Random(2);
    for (int columns = 1; columns <= 20; columns++) {
      int rows = 1 + random.nextInt(9);
      int depth = 1 + random.nextInt(900);
      float[] a = floats(random, rows * depth);
      float[] b = floats(random, depth * columns);
      float[] roomy = new float[rows * columns];
      float[] dense = new float[rows * columns];
      products.multiply(
          a,
          0,
          depth,
          1,
          rows,
          products.packTransposed(b, depth, columns),
          roomy,
          0,
          columns,
          false);
      Panels packed = products.packDense(b, depth, columns);
      products.multiply(a, 0, depth, 1, rows, packed, dense, 0, columns, false);

      assertThat(dense).as("%d columns", columns).isEqualTo(roomy);
      assertThat(packed.data()).hasSize(products.denseSize(depth, columns));
    }
  }

  private static float[] transpose(float[] b, int depth, int columns) {
    float[] out = new float[b.length];
    for (int step = 0; step < depth; step++) {
      for (int column = 0; column < columns; column++) {
        out[column * depth + step] = b[step * columns + column];
      }
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void aRowDoesNotDependOnTheRowsBesideIt(Kernels.Kind kind) {
    Products products = products(kind);
    Random random = new Random(2);
    int depth = 700;
    int columns = 90;
    int most = 131;
    float[] a = floats(random, most * depth);
    Panels panels = products.packTransposed(floats(random, depth * columns), depth, columns);
    float[] all = new float[most * columns];
    products.multiply(a, 0, depth, 1, most, panels, all, 0, columns, false);
    for (int round = 0; round < 40; round++) {
      int first = random.nextInt(most);
      int some = 1 + random.nextInt(Math.min(9, most - first));
      float[] part = new float[some * columns];
      products.multiply(a, first * depth, depth, 1, some, panels, part, 0, columns, false);
      assertThat(part)
          .as("seed 2, rows %d to %d", first, first + some)
          .isEqualTo(Arrays.copyOfRange(all, first * columns, (first + some) * columns));
    }
  }

  @ParameterizedTest
  @EnumSource(Kernels.Kind.class)
  void somePanelsLeaveTheOthersAlone(Kernels.Kind kind) {
    Products products = products(kind);
    Random random = new Random(3);
    int depth = 20;
    int columns = 3 * products.panelWidth() - 5;
    float[] a = floats(random, 7 * depth);
    Panels panels = products.pack(floats(random, depth * columns), depth, columns);
    float[] whole = new float[7 * columns];
    products.multiply(a, 0, depth, 1, 7, panels, whole, 0, columns, false);
    float[] parts = new float[7 * columns];
    products.multiply(a, 0, depth, 1, 7, panels, 2, 3, parts, 0, columns, false);
    assertThat(parts[0]).isZero();
    products.multiply(a, 0, depth, 1, 7, panels, 0, 2, parts, 0, columns, false);
    assertThat(parts).isEqualTo(whole);
  }
}
