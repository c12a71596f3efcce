package dev.hone.engine.tensor;

/**
 * The innermost part of a matrix product: a few rows times one panel of columns, summed in order
 * over the whole depth. Each element is one chain of fused multiply-adds, so that a row's result
 * does not depend on how many other rows stand beside it.
 */
interface Tile {

  /** Most rows of one call. */
  int ROWS = 6;

  /** Columns of a whole panel; a power of two times {@link #narrowest()}. */
  int width();

  /** Columns of the narrowest panel. */
  int narrowest();

  /**
   * Computes {@code out[r * width() + c] = sum over d of A[r, d] * B[d, c]}.
   *
   * @param rows 1 to {@link #ROWS}; rows of {@code out} from there on are left undefined
   * @param width columns: {@link #width()} halved any number of times down to {@link #narrowest()}
   * @param a0 where A[0, 0] stands; A[r, d] is at {@code a0 + r * rowStride + d * stepStride}
   * @param b0 where B[0, 0] stands; B[d, c] is at {@code b0 + d * bStride + c}
   * @param out at least {@code ROWS * width()} floats
   */
  void multiply(
      int rows,
      int width,
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out);

  /**
   * Moves a result of {@link #multiply} to its place.
   *
   * @param columns how many of each row to move
   * @param c0 where the first element goes
   * @param add adds to what is there; otherwise replaces it
   */
  void store(float[] out, int rows, int columns, float[] c, int c0, int cStride, boolean add);
}
