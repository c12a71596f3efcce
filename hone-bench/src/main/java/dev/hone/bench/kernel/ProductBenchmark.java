package dev.hone.bench.kernel;

import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * C = A·B with B packed once, as in a forward pass. A fall of this figure by a factor of nine means
 * that a vector value crossed a call that was not inlined.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls setUp before the first product
public class ProductBenchmark {

  /** Rows of A, depth, columns of B. */
  @Param({"160x192x512", "160x512x192", "160x192x1536", "32x192x512", "1x192x512", "512x512x512"})
  private String size;

  private int rows;
  private int depth;
  private int columns;
  private Products products;
  private float[] left;
  private Panels right;
  private float[] result;

  /** Random matrices; the same in each run. */
  @Setup
  public void setUp() {
    ProductSize parsed = ProductSize.parse(size);
    rows = parsed.rows();
    depth = parsed.depth();
    columns = parsed.columns();
    Random random = new Random(1);
    products = Kernels.create().products();
    left = normal(random, rows * depth);
    right = products.packTransposed(normal(random, depth * columns), depth, columns);
    result = new float[rows * columns];
  }

  private static float[] normal(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** One product. */
  @Benchmark
  public float[] multiply() {
    products.multiply(left, 0, depth, 1, rows, right, result, 0, columns, false);
    return result;
  }
}
