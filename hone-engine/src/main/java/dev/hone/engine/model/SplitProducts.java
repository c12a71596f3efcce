package dev.hone.engine.model;

import dev.hone.engine.tensor.Panels;
import dev.hone.engine.tensor.Products;
import java.util.List;

/**
 * Products of a decoder that works on one stream: the large ones are cut between threads by the
 * columns of the result, always at the same places. No sum is cut, so the bits stay the same.
 */
final class SplitProducts {

  /** Multiplications below which waking another thread costs more than it saves. */
  private static final long LEAST_WORK = 4_000_000;

  private final ReplicaThreads threads;
  private final List<Products> each;

  SplitProducts(ReplicaThreads threads, List<Products> each) {
    this.threads = threads;
    this.each = each;
  }

  /** C = A·B or C += A·B for a row-major A[rows, depth] and C[rows, columns]. */
  void multiply(
      float[] a, int a0, int rows, Panels b, float[] c, int c0, int cStride, boolean add) {
    int depth = b.depth();
    int shares = threads.count();
    if (shares == 1 || (long) rows * depth * b.columns() < LEAST_WORK || b.count() < shares) {
      each.getFirst().multiply(a, a0, depth, 1, rows, b, c, c0, cStride, add);
      return;
    }
    threads.runAll(
        share -> {
          int from = b.count() * share / shares;
          int to = b.count() * (share + 1) / shares;
          each.get(share).multiply(a, a0, depth, 1, rows, b, from, to, c, c0, cStride, add);
          return share;
        });
  }
}
