package dev.hone.engine.model;

import java.util.List;

/**
 * A named array of floats, row-major. Its data is not copied: whoever makes it hands it over.
 *
 * @param shape sizes of the dimensions
 */
public record Tensor(String name, List<Integer> shape, float[] data) {

  public Tensor {
    shape = List.copyOf(shape);
    long size = 1;
    for (int side : shape) {
      size = Math.multiplyExact(size, side);
    }
    if (size != data.length) {
      throw new IllegalArgumentException(
          name + " has " + data.length + " elements, its shape " + shape + " wants " + size);
    }
  }
}
