package dev.hone.engine.tensor;

/**
 * One thread's arithmetic: products and row operations with their scratch space. Make one for each
 * thread.
 */
public final class Kernels {

  /** What the arithmetic runs on. */
  public enum Kind {
    VECTOR_512,
    VECTOR_256,
    SCALAR
  }

  private static final String MODULE = "jdk.incubator.vector";

  private final Kind kind;
  private final Products products;
  private final RowMath rows;

  private Kernels(Kind kind, Tile tile, RowMath rows) {
    this.kind = kind;
    this.products = new Products(tile);
    this.rows = rows;
  }

  /** The widest kind that this machine and this JVM's flags allow. */
  public static Kind best() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Kind.SCALAR;
    }
    int bits = VectorWidth.bits();
    return bits >= 512 ? Kind.VECTOR_512 : bits >= 256 ? Kind.VECTOR_256 : Kind.SCALAR;
  }

  /** New kernels of the best kind. */
  public static Kernels create() {
    return create(best());
  }

  /** New kernels of a kind that is at most {@link #best()}. */
  public static Kernels create(Kind kind) {
    return switch (kind) {
      case VECTOR_512 -> new Kernels(kind, new Tile512(), new VectorRowMath());
      case VECTOR_256 -> new Kernels(kind, new Tile256(), new VectorRowMath());
      case SCALAR -> new Kernels(kind, new ScalarTile(), new ScalarRowMath());
    };
  }

  public Kind kind() {
    return kind;
  }

  public Products products() {
    return products;
  }

  public RowMath rows() {
    return rows;
  }
}
