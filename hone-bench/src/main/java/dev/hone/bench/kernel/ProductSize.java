package dev.hone.bench.kernel;

/** The size of a product, written {@code rows x depth x columns} without spaces. */
record ProductSize(int rows, int depth, int columns) {

  static ProductSize parse(String text) {
    String[] parts = text.split("x");
    if (parts.length != 3) {
      throw new IllegalArgumentException("'" + text + "' is not of the form 160x192x512");
    }
    return new ProductSize(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** Multiplications and additions. */
  double operations() {
    return 2.0 * rows * depth * columns;
  }
}
