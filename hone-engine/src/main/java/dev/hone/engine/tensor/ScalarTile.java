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
    for (int row = 0; row < rows; row++) {
      int to = row * WIDTH;
      for (int column = 0; column < WIDTH; column++) {
        out[to + column] = 0;
      }
      int pa = a0 + row * rowStride;
      int pb = b0;
      for (int step = 0; step < depth; step++) {
        float factor = a[pa];
        for (int column = 0; column < WIDTH; column++) {
          out[to + column] += factor * b[pb + column];
        }
        pa += stepStride;
        pb += bStride;
      }
    }
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
