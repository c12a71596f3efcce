package dev.hone.engine.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Causal attention with grouped heads over one sequence: softmax(scale · Q·Kᵀ)·V, where the row at
 * position p sees positions 0 to p. Works on blocks of rows, so that memory grows with the length
 * and not with its square; the gradient computes the weights again from the stored logarithms of
 * their sums (Dao et al., FlashAttention).
 *
 * <p>Queries, values and results are row-major, one row for each position with the heads side by
 * side. Keys are kept in panels (see {@link #store}), which the key-value cache uses as well, so
 * that decoding and training run the same sums. Owned by one thread.
 */
public final class Attention {

  /** Rows of one block; a multiple of the tile's rows. */
  private static final int BLOCK = 10 * Tile.ROWS;

  private static final int LANES = 8;
  private static final float MASKED = -1e30f;

  private final Products products;
  private final RowMath rows;
  private final int heads;
  private final int keyHeads;
  private final int headSize;
  private final int width;
  private final float scale;
  private float[] weights = new float[0];
  private float[] gradients = new float[0];

  /**
   * @param heads of the queries
   * @param keyHeads of keys and values; divides {@code heads}
   * @param headSize floats of one head
   */
  public Attention(Kernels kernels, int heads, int keyHeads, int headSize) {
    this.products = kernels.products();
    this.rows = kernels.rows();
    this.heads = heads;
    this.keyHeads = keyHeads;
    this.headSize = headSize;
    this.width = products.panelWidth();
    this.scale = (float) (1 / Math.sqrt(headSize));
  }

  /** Floats of the panels that hold this many positions. */
  public int panelFloats(int positions) {
    return (positions + width - 1) / width * panelStride();
  }

  private int panelStride() {
    return keyHeads * headSize * width;
  }

  /**
   * Writes rows of keys (or, for the gradient, of values) into panels.
   *
   * @param x row-major, {@code count} rows
   * @param position of the first row
   */
  public void store(
      float[] x, int x0, int stride, int count, int position, float[] panels, int panels0) {
    for (int row = 0; row < count; ) {
      int at = position + row;
      int some = Math.min(count - row, width - at % width);
      int to = panels0 + at / width * panelStride() + at % width;
      int from = x0 + row * stride;
      for (int element = 0; element < keyHeads * headSize; element++) {
        int read = from + element;
        int write = to + element * width;
        for (int i = 0; i < some; i++) {
          panels[write + i] = x[read];
          read += stride;
        }
      }
      row += some;
    }
  }

  /**
   * Computes attention for consecutive positions.
   *
   * @param count rows of {@code q} and {@code out}
   * @param position of the first of them; keys and values up to the last are there
   * @param logSums gets the logarithm of each row's and head's sum, if not null
   */
  public void forward(
      float[] q,
      int q0,
      int qStride,
      int count,
      int position,
      float[] keys,
      int keys0,
      float[] values,
      int values0,
      int valueStride,
      float[] out,
      int out0,
      int outStride,
      float @Nullable [] logSums,
      int logSums0) {
    int group = heads / keyHeads;
    for (int keyHead = 0; keyHead < keyHeads; keyHead++) {
      int v0 = values0 + keyHead * headSize;
      if (count == 1) {
        // Decoding: the heads of a group stand below each other as rows of one product.
        int known = position + 1;
        int ld =
            scores(
                q, q0 + keyHead * group * headSize, headSize, group, keys, keys0, keyHead, known);
        for (int row = 0; row < group; row++) {
          float logSum = softmax(row * ld, known, ld);
          if (logSums != null) {
            logSums[logSums0 + keyHead * group + row] = logSum;
          }
        }
        products.multiply(
            weights,
            0,
            ld,
            1,
            group,
            products.view(values, v0, valueStride, known, headSize),
            out,
            out0 + keyHead * group * headSize,
            headSize,
            false);
        continue;
      }
      for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
        for (int r0 = 0; r0 < count; r0 += BLOCK) {
          int some = Math.min(BLOCK, count - r0);
          int known = position + r0 + some;
          int ld =
              scores(
                  q,
                  q0 + r0 * qStride + head * headSize,
                  qStride,
                  some,
                  keys,
                  keys0,
                  keyHead,
                  known);
          for (int row = 0; row < some; row++) {
            float logSum = softmax(row * ld, position + r0 + row + 1, ld);
            if (logSums != null) {
              logSums[logSums0 + (r0 + row) * heads + head] = logSum;
            }
          }
          products.multiply(
              weights,
              0,
              ld,
              1,
              some,
              products.view(values, v0, valueStride, known, headSize),
              out,
              out0 + r0 * outStride + head * headSize,
              outStride,
              false);
        }
      }
    }
  }

  /** Products of queries with the first {@code known} keys, into {@link #weights}. */
  private int scores(
      float[] q, int q0, int stride, int count, float[] keys, int keys0, int keyHead, int known) {
    int ld = (known + width - 1) / width * width;
    if (weights.length < BLOCK * ld) {
      weights = new float[BLOCK * ld * 3 / 2];
    }
    products.multiply(
        q, q0, stride, 1, count, panels(keys, keys0, keyHead, ld), weights, 0, ld, false);
    return ld;
  }

  private Panels panels(float[] panels, int panels0, int keyHead, int columns) {
    return new Panels(
        panels,
        panels0 + keyHead * headSize * width,
        headSize,
        columns,
        width,
        width,
        panelStride(),
        width,
        width);
  }

  /** Softmax of one row's first elements; the rest becomes zero. */
  private float softmax(int at, int seen, int ld) {
    int padded = Math.min(ld, (seen + LANES - 1) / LANES * LANES);
    for (int i = seen; i < padded; i++) {
      weights[at + i] = MASKED;
    }
    float logSum = rows.softmax(weights, at, scale, padded);
    for (int i = seen; i < ld; i++) {
      weights[at + i] = 0;
    }
    return logSum;
  }

  /**
   * Gradients of {@link #forward} for a whole sequence from position 0.
   *
   * @param keys panels of the keys
   * @param valuePanels panels of the values
   * @param k the keys row-major, with {@code v} and its stride
   * @param out what forward computed; row stride as of {@code q}
   * @param dOut its gradient
   * @param dq gets the queries' gradient
   * @param dk gets the keys' gradient; zero on entry
   * @param dv gets the values' gradient; zero on entry
   */
  public void backward(
      float[] q,
      int q0,
      int qStride,
      int count,
      float[] keys,
      float[] valuePanels,
      float[] k,
      int k0,
      int kStride,
      float[] out,
      float[] dOut,
      float[] logSums,
      int logSums0,
      float[] dq,
      float[] dk,
      float[] dv) {
    int group = heads / keyHeads;
    for (int head = 0; head < heads; head++) {
      int keyHead = head / group;
      int kHead = k0 + keyHead * headSize;
      for (int r0 = 0; r0 < count; r0 += BLOCK) {
        int some = Math.min(BLOCK, count - r0);
        int known = r0 + some;
        int at = q0 + r0 * qStride + head * headSize;
        int ld = scores(q, at, qStride, some, keys, 0, keyHead, known);
        if (gradients.length < weights.length) {
          gradients = new float[weights.length];
        }
        products.multiply(
            dOut,
            at,
            qStride,
            1,
            some,
            panels(valuePanels, 0, keyHead, ld),
            gradients,
            0,
            ld,
            false);
        for (int row = 0; row < some; row++) {
          int seen = r0 + row + 1;
          int padded = (seen + LANES - 1) / LANES * LANES;
          int from = row * ld;
          int there = at + row * qStride;
          rows.exp(
              weights,
              from,
              scale,
              logSums[logSums0 + (r0 + row) * heads + head],
              weights,
              from,
              padded);
          float mean = rows.dot(dOut, there, out, there, headSize);
          rows.softmaxGradient(weights, from, mean, scale, gradients, from, padded);
          for (int i = seen; i < known; i++) {
            weights[from + i] = 0;
            gradients[from + i] = 0;
          }
        }
        products.multiply(
            weights,
            0,
            1,
            ld,
            known,
            products.view(dOut, at, qStride, some, headSize),
            dv,
            kHead,
            kStride,
            true);
        products.multiply(
            gradients,
            0,
            ld,
            1,
            some,
            products.view(k, kHead, kStride, known, headSize),
            dq,
            at,
            qStride,
            false);
        products.multiply(
            gradients,
            0,
            1,
            ld,
            known,
            products.view(q, at, qStride, some, headSize),
            dk,
            kHead,
            kStride,
            true);
      }
    }
  }
}
