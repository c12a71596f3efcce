package dev.hone.engine.tensor;

/**
 * Matrix products C = A·B and C += A·B over {@link Panels}. Row r of the result depends only on row
 * r of A: sums run over the depth in the same order, however many rows there are.
 *
 * <p>A is addressed by two strides, so that its transpose costs nothing. Owned by one thread.
 */
public final class Products {

  /** Depth of one pass: keeps a panel in the second-level cache. Part of the order of sums. */
  private static final int DEPTH_BLOCK = 512;

  /** Rows of A that are kept in cache while the panels pass by. */
  private static final int ROW_BLOCK = 20 * Tile.ROWS;

  /** Columns that are transposed together, so that reads and writes both stay in cache. */
  private static final int PACK_BLOCK = 16;

  private final Tile tile;
  private final float[] out;
  private float[] edge = new float[0];

  Products(Tile tile) {
    this.tile = tile;
    this.out = new float[Tile.ROWS * tile.width()];
  }

  /** Columns of a whole panel on this machine. */
  public int panelWidth() {
    return tile.width();
  }

  /** Packs B = Wᵀ, where W[columns, depth] is row-major: for y = x·Wᵀ. */
  public Panels packTransposed(float[] w, int depth, int columns) {
    Panels panels = packed(new float[packedSize(depth, columns)], depth, columns);
    packTransposed(w, panels);
    return panels;
  }

  /**
   * Packs B = Wᵀ as {@link #packTransposed(float[], int, int)} does, but without room between the
   * rows where there are fewer columns than the narrowest panel has: what is read beyond them is
   * the next row, computed and dropped. For matrices that are read seldom enough to come from
   * memory each time, such as the factors of many adapters.
   */
  public Panels packDense(float[] w, int depth, int columns) {
    if (columns >= tile.narrowest()) {
      return packTransposed(w, depth, columns);
    }
    Panels panels =
        new Panels(
            new float[denseSize(depth, columns)],
            0,
            depth,
            columns,
            tile.width(),
            tile.width(),
            tile.width() * depth,
            tile.narrowest(),
            columns);
    packTransposed(w, panels);
    return panels;
  }

  /** Floats of {@link #packDense}. */
  public int denseSize(int depth, int columns) {
    return columns >= tile.narrowest()
        ? packedSize(depth, columns)
        : Math.multiplyExact(depth, columns) + tile.narrowest() - columns;
  }

  /** Packs W again into panels made by {@link #packTransposed(float[], int, int)}. */
  public void packTransposed(float[] w, Panels panels) {
    int depth = panels.depth();
    for (int panel = 0; panel < panels.count(); panel++) {
      boolean last = panel == panels.count() - 1;
      int stride = last ? panels.tailStride() : panels.stepStride();
      int first = panel * panels.width();
      int columns = Math.min(panels.width(), panels.columns() - first);
      packTransposedPanel(
          w,
          first * depth,
          depth,
          columns,
          depth,
          panels.data(),
          panels.offset() + panel * panels.panelStride(),
          stride);
    }
  }

  private static void packTransposedPanel(
      float[] w, int w0, int wStride, int columns, int depth, float[] to, int to0, int toStride) {
    for (int block = 0; block < columns; block += PACK_BLOCK) {
      int some = Math.min(PACK_BLOCK, columns - block);
      int from = w0 + block * wStride;
      for (int step = 0; step < depth; step++) {
        int read = from + step;
        int write = to0 + step * toStride + block;
        for (int column = 0; column < some; column++) {
          to[write + column] = w[read];
          read += wStride;
        }
      }
    }
  }

  /** Packs B = W, where W[depth, columns] is row-major: for dx = dy·W. */
  public Panels pack(float[] w, int depth, int columns) {
    Panels panels = packed(new float[packedSize(depth, columns)], depth, columns);
    for (int panel = 0; panel < panels.count(); panel++) {
      boolean last = panel == panels.count() - 1;
      int stride = last ? panels.tailStride() : panels.stepStride();
      int first = panel * panels.width();
      int wide = Math.min(panels.width(), columns - first);
      for (int step = 0; step < depth; step++) {
        System.arraycopy(
            w,
            step * columns + first,
            panels.data(),
            panel * panels.panelStride() + step * stride,
            wide);
      }
    }
    return panels;
  }

  /** Uses a row-major B[depth, columns] where it lies. */
  public Panels view(float[] b, int offset, int stride, int depth, int columns) {
    return new Panels(
        b, offset, depth, columns, tile.width(), stride, tile.width(), tailWidth(columns), stride);
  }

  private int packedSize(int depth, int columns) {
    int whole = (columns - 1) / tile.width() * tile.width();
    return Math.multiplyExact(depth, whole + tailWidth(columns));
  }

  private Panels packed(float[] data, int depth, int columns) {
    int tail = tailWidth(columns);
    return new Panels(
        data, 0, depth, columns, tile.width(), tile.width(), tile.width() * depth, tail, tail);
  }

  private int tailWidth(int columns) {
    int rest = columns - (columns - 1) / tile.width() * tile.width();
    int width = tile.width();
    while (width / 2 >= rest && width > tile.narrowest()) {
      width /= 2;
    }
    return width;
  }

  /**
   * C = A·B or, with {@code add}, C += A·B. See {@link #multiply(float[], int, int, int, int,
   * Panels, int, int, float[], int, int, boolean)}.
   */
  public void multiply(
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      int rows,
      Panels b,
      float[] c,
      int c0,
      int cStride,
      boolean add) {
    multiply(a, a0, rowStride, stepStride, rows, b, 0, b.count(), c, c0, cStride, add);
  }

  /**
   * C = A·B or C += A·B for some of B's panels.
   *
   * @param a0 where A[0, 0] stands; A[r, d] is at {@code a0 + r * rowStride + d * stepStride}
   * @param fromPanel first panel of B
   * @param toPanel panel of B to stop before
   * @param c0 where C[0, 0] stands, the column of B's very first panel; C is row-major
   * @param add adds to C; otherwise replaces it
   */
  public void multiply(
      float[] a,
      int a0,
      int rowStride,
      int stepStride,
      int rows,
      Panels b,
      int fromPanel,
      int toPanel,
      float[] c,
      int c0,
      int cStride,
      boolean add) {
    int depth = b.depth();
    for (int d0 = 0; d0 < depth; d0 += DEPTH_BLOCK) {
      int deep = Math.min(DEPTH_BLOCK, depth - d0);
      boolean more = add || d0 > 0;
      for (int r0 = 0; r0 < rows; r0 += ROW_BLOCK) {
        int r1 = Math.min(rows, r0 + ROW_BLOCK);
        for (int panel = fromPanel; panel < toPanel; panel++) {
          boolean last = panel == b.count() - 1;
          int wide = last ? b.tailWidth() : b.width();
          int stride = last ? b.tailStride() : b.stepStride();
          int first = panel * b.width();
          int columns = Math.min(wide, b.columns() - first);
          float[] data = b.data();
          int b0 = b.offset() + panel * b.panelStride() + d0 * stride;
          if (b0 + (deep - 1) * stride + wide > data.length) {
            copyEdge(data, b0, stride, deep, columns, wide);
            data = edge;
            b0 = 0;
            stride = wide;
          }
          for (int row = r0; row < r1; row += Tile.ROWS) {
            int some = Math.min(Tile.ROWS, r1 - row);
            tile.multiply(
                some,
                wide,
                a,
                a0 + row * rowStride + d0 * stepStride,
                rowStride,
                stepStride,
                data,
                b0,
                stride,
                deep,
                out);
            tile.store(out, some, columns, c, c0 + row * cStride + first, cStride, more);
          }
        }
      }
    }
  }

  /** A view's last panel may reach beyond the end of its array: read it from a copy. */
  private void copyEdge(float[] data, int b0, int stride, int depth, int columns, int wide) {
    if (edge.length < depth * wide) {
      edge = new float[depth * wide];
    }
    for (int step = 0; step < depth; step++) {
      System.arraycopy(data, b0 + step * stride, edge, step * wide, columns);
    }
  }
}
