package dev.hone.core.lesson;

import java.util.List;
import java.util.Optional;

/**
 * Puts texts somewhere in a space in which texts of like meaning lie near each other. Thread-safe.
 */
public interface Embedder {

  /** Names the space: vectors of another name cannot be compared with its own. */
  String name();

  /**
   * Vectors of length 1, one for each text; of zeros for a text without words. May wait, within a
   * bound of its own; empty if they could not be had.
   */
  Optional<List<float[]>> embed(List<String> texts);

  /**
   * The same without any waiting: empty if they are not at hand, and then they are fetched for the
   * next time.
   */
  Optional<List<float[]>> ready(List<String> texts);

  /**
   * Whether two short texts say the same in other words; said with care, since of two lessons that
   * say the same one goes.
   */
  boolean alike(String one, float[] ofOne, String other, float[] ofOther);

  /**
   * The cosine below which two texts have nothing in common but chance; empty where that depends on
   * the model, and is told from how near the others lie.
   */
  Optional<Double> chance();

  /** The cosine of the angle between two vectors of length 1. */
  static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
