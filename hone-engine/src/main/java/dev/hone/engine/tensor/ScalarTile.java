package dev.hone.engine.tensor;

/** The same tiles in plain Java, for machines without the vector module or with narrow vectors. */
final class ScalarTile implements Tile {

  private static final int WIDTH = 16;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int narrowest() {
    return WIDTH;
  }

  @Override
  public void multiply(
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
      float[] out) {
    for (int row = 0; row < rows; row += 3) {
      int second = Math.min(row + 1, rows - 1);
      int third = Math.min(row + 2, rows - 1);
      for (int column = 0; column < WIDTH; column += 4) {
        block(
            a,
            a0 + row * rowStride,
            a0 + second * rowStride,
            a0 + third * rowStride,
            stepStride,
            b,
            b0 + column,
            bStride,
            depth,
            out,
            row * WIDTH + column);
      }
    }
  }

  /** Three rows by four columns: as many sums as the compiler keeps in registers. */
  private static void block(
      float[] a,
      int first,
      int second,
      int third,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out,
      int to) {
    float c00 = 0;
    float c01 = 0;
    float c02 = 0;
    float c03 = 0;
    float c10 = 0;
    float c11 = 0;
    float c12 = 0;
    float c13 = 0;
    float c20 = 0;
    float c21 = 0;
    float c22 = 0;
    float c23 = 0;
    int pa = 0;
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      float y0 = b[pb];
      float y1 = b[pb + 1];
      float y2 = b[pb + 2];
      float y3 = b[pb + 3];
      float x = a[first + pa];
      c00 += x * y0;
      c01 += x * y1;
      c02 += x * y2;
      c03 += x * y3;
      x = a[second + pa];
      c10 += x * y0;
      c11 += x * y1;
      c12 += x * y2;
      c13 += x * y3;
      x = a[third + pa];
      c20 += x * y0;
      c21 += x * y1;
      c22 += x * y2;
      c23 += x * y3;
      pa += stepStride;
      pb += bStride;
    }
    out[to] = c00;
    out[to + 1] = c01;
    out[to + 2] = c02;
    out[to + 3] = c03;
    out[to + WIDTH] = c10;
    out[to + WIDTH + 1] = c11;
    out[to + WIDTH + 2] = c12;
    out[to + WIDTH + 3] = c13;
    out[to + 2 * WIDTH] = c20;
    out[to + 2 * WIDTH + 1] = c21;
    out[to + 2 * WIDTH + 2] = c22;
    out[to + 2 * WIDTH + 3] = c23;
  }

  @Override
  public void store(
      float[] out, int rows, int columns, float[] c, int c0, int cStride, boolean add) {
    for (int row = 0; row < rows; row++) {
      int from = row * WIDTH;
      int to = c0 + row * cStride;
      for (int column = 0; column < columns; column++) {
        c[to + column] = add ? c[to + column] + out[from + column] : out[from + column];
      }
    }
  }
}
