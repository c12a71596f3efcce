package dev.hone.engine.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles for 256-bit vectors: six rows by 16 columns.
 *
 * <p>Every accumulator is a local variable of one method: a vector that crosses a call that is not
 * inlined is boxed, which costs a factor of ten. That is why the shapes are spelled out.
 */
final class Tile256 implements Tile {

  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_256;

  @Override
  public int width() {
    return 16;
  }

  @Override
  public int narrowest() {
    return 8;
  }

  @Override
  public void store(
      float[] out, int rows, int columns, float[] c, int c0, int cStride, boolean add) {
    int whole = columns - columns % 8;
    for (int row = 0; row < rows; row++) {
      int from = row * 16;
      int to = c0 + row * cStride;
      for (int column = 0; column < whole; column += 8) {
        FloatVector value = FloatVector.fromArray(LANES, out, from + column);
        if (add) {
          value = value.add(FloatVector.fromArray(LANES, c, to + column));
        }
        value.intoArray(c, to + column);
      }
      for (int column = whole; column < columns; column++) {
        c[to + column] = add ? c[to + column] + out[from + column] : out[from + column];
      }
    }
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
    switch (width) {
      case 16 -> {
        if (rows == 1) {
          tile1x2(a, a0, stepStride, b, b0, bStride, depth, out);
        } else if (rows <= 3) {
          tile3x2(rows, a, a0, rowStride, stepStride, b, b0, bStride, depth, out);
        } else {
          tile6x2(rows, a, a0, rowStride, stepStride, b, b0, bStride, depth, out);
        }
      }
      case 8 -> {
        if (rows == 1) {
          tile1x1(a, a0, stepStride, b, b0, bStride, depth, out);
        } else if (rows <= 3) {
          tile3x1(rows, a, a0, rowStride, stepStride, b, b0, bStride, depth, out);
        } else {
          tile6x1(rows, a, a0, rowStride, stepStride, b, b0, bStride, depth, out);
        }
      }
      default -> throw new IllegalArgumentException("no tile is " + width + " wide");
    }
  }

  private static void tile6x2(
      int rows,
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out) {
    int p0 = a0;
    int p1 = a0 + Math.min(1, rows - 1) * rowStride;
    int p2 = a0 + Math.min(2, rows - 1) * rowStride;
    int p3 = a0 + Math.min(3, rows - 1) * rowStride;
    int p4 = a0 + Math.min(4, rows - 1) * rowStride;
    int p5 = a0 + Math.min(5, rows - 1) * rowStride;
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c11 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c21 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c31 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c41 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    FloatVector c51 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector y1 = FloatVector.fromArray(LANES, b, pb + 8);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      c01 = x.fma(y1, c01);
      x = FloatVector.broadcast(LANES, a[p1]);
      c10 = x.fma(y0, c10);
      c11 = x.fma(y1, c11);
      x = FloatVector.broadcast(LANES, a[p2]);
      c20 = x.fma(y0, c20);
      c21 = x.fma(y1, c21);
      x = FloatVector.broadcast(LANES, a[p3]);
      c30 = x.fma(y0, c30);
      c31 = x.fma(y1, c31);
      x = FloatVector.broadcast(LANES, a[p4]);
      c40 = x.fma(y0, c40);
      c41 = x.fma(y1, c41);
      x = FloatVector.broadcast(LANES, a[p5]);
      c50 = x.fma(y0, c50);
      c51 = x.fma(y1, c51);
      p0 += stepStride;
      p1 += stepStride;
      p2 += stepStride;
      p3 += stepStride;
      p4 += stepStride;
      p5 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
    c01.intoArray(out, 8);
    c10.intoArray(out, 16);
    c11.intoArray(out, 24);
    c20.intoArray(out, 32);
    c21.intoArray(out, 40);
    c30.intoArray(out, 48);
    c31.intoArray(out, 56);
    c40.intoArray(out, 64);
    c41.intoArray(out, 72);
    c50.intoArray(out, 80);
    c51.intoArray(out, 88);
  }

  private static void tile3x2(
      int rows,
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out) {
    int p0 = a0;
    int p1 = a0 + Math.min(1, rows - 1) * rowStride;
    int p2 = a0 + Math.min(2, rows - 1) * rowStride;
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c11 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c21 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector y1 = FloatVector.fromArray(LANES, b, pb + 8);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      c01 = x.fma(y1, c01);
      x = FloatVector.broadcast(LANES, a[p1]);
      c10 = x.fma(y0, c10);
      c11 = x.fma(y1, c11);
      x = FloatVector.broadcast(LANES, a[p2]);
      c20 = x.fma(y0, c20);
      c21 = x.fma(y1, c21);
      p0 += stepStride;
      p1 += stepStride;
      p2 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
    c01.intoArray(out, 8);
    c10.intoArray(out, 16);
    c11.intoArray(out, 24);
    c20.intoArray(out, 32);
    c21.intoArray(out, 40);
  }

  private static void tile1x2(
      float[] a, int a0, int stepStride, float[] b, int b0, int bStride, int depth, float[] out) {
    int p0 = a0;
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c01 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector y1 = FloatVector.fromArray(LANES, b, pb + 8);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      c01 = x.fma(y1, c01);
      p0 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
    c01.intoArray(out, 8);
  }

  private static void tile6x1(
      int rows,
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out) {
    int p0 = a0;
    int p1 = a0 + Math.min(1, rows - 1) * rowStride;
    int p2 = a0 + Math.min(2, rows - 1) * rowStride;
    int p3 = a0 + Math.min(3, rows - 1) * rowStride;
    int p4 = a0 + Math.min(4, rows - 1) * rowStride;
    int p5 = a0 + Math.min(5, rows - 1) * rowStride;
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    FloatVector c30 = FloatVector.zero(LANES);
    FloatVector c40 = FloatVector.zero(LANES);
    FloatVector c50 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      x = FloatVector.broadcast(LANES, a[p1]);
      c10 = x.fma(y0, c10);
      x = FloatVector.broadcast(LANES, a[p2]);
      c20 = x.fma(y0, c20);
      x = FloatVector.broadcast(LANES, a[p3]);
      c30 = x.fma(y0, c30);
      x = FloatVector.broadcast(LANES, a[p4]);
      c40 = x.fma(y0, c40);
      x = FloatVector.broadcast(LANES, a[p5]);
      c50 = x.fma(y0, c50);
      p0 += stepStride;
      p1 += stepStride;
      p2 += stepStride;
      p3 += stepStride;
      p4 += stepStride;
      p5 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
    c10.intoArray(out, 16);
    c20.intoArray(out, 32);
    c30.intoArray(out, 48);
    c40.intoArray(out, 64);
    c50.intoArray(out, 80);
  }

  private static void tile3x1(
      int rows,
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      float[] b,
      int b0,
      int bStride,
      int depth,
      float[] out) {
    int p0 = a0;
    int p1 = a0 + Math.min(1, rows - 1) * rowStride;
    int p2 = a0 + Math.min(2, rows - 1) * rowStride;
    FloatVector c00 = FloatVector.zero(LANES);
    FloatVector c10 = FloatVector.zero(LANES);
    FloatVector c20 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      x = FloatVector.broadcast(LANES, a[p1]);
      c10 = x.fma(y0, c10);
      x = FloatVector.broadcast(LANES, a[p2]);
      c20 = x.fma(y0, c20);
      p0 += stepStride;
      p1 += stepStride;
      p2 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
    c10.intoArray(out, 16);
    c20.intoArray(out, 32);
  }

  private static void tile1x1(
      float[] a, int a0, int stepStride, float[] b, int b0, int bStride, int depth, float[] out) {
    int p0 = a0;
    FloatVector c00 = FloatVector.zero(LANES);
    int pb = b0;
    for (int step = 0; step < depth; step++) {
      FloatVector y0 = FloatVector.fromArray(LANES, b, pb);
      FloatVector x = FloatVector.broadcast(LANES, a[p0]);
      c00 = x.fma(y0, c00);
      p0 += stepStride;
      pb += bStride;
    }
    c00.intoArray(out, 0);
  }
}
