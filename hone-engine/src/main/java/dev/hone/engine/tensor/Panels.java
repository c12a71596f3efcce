package dev.hone.engine.tensor;

/**
 * The right-hand side of a product, B[depth, columns], cut into panels of columns. Immutable as far
 * as the caller leaves {@code data} alone.
 *
 * <p>B[d, c] of panel p is at {@code offset + p * panelStride + d * stepStride + c}. A packed
 * matrix has its panels one behind the other, each with its rows side by side; a view leaves a
 * row-major matrix where it is.
 *
 * @param depth length of the sums
 * @param tailWidth how many columns of the last panel are read (those beyond {@code columns} are
 *     computed and dropped)
 * @param tailStride step stride of the last panel
 */
public record Panels(
    float[] data,
    int offset,
    int depth,
    int columns,
    int width,
    int stepStride,
    int panelStride,
    int tailWidth,
    int tailStride) {

  /** Number of panels. */
  public int count() {
    return (columns + width - 1) / width;
  }
}
