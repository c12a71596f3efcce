package dev.hone.core.lesson;

/**
 * Puts a text somewhere in a space in which texts of like meaning lie near each other. Thread-safe.
 */
public interface Embedder {

  /** Names the space: vectors of another name cannot be compared with its own. */
  String name();

  /** A vector of length 1; of zeros for a text without words. */
  float[] embed(String text);

  /** The cosine of the angle between two vectors of length 1. */
  static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
