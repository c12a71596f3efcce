package dev.hone.engine.tensor;

import jdk.incubator.vector.FloatVector;

/**
 * Asks the vector module for the machine's width. A class of its own: the module may be missing.
 */
final class VectorWidth {

  private VectorWidth() {}

  static int bits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
