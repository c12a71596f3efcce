package dev.hone.learn.vector;

import dev.hone.learn.algorithm.NearestName;
import java.util.Collection;

/** Ends a message with the nearest right name. */
final class Nearest {

  private Nearest() {}

  static String hint(String wrong, Collection<String> right) {
    return NearestName.of(wrong, right)
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("; known: " + String.join(", ", right));
  }
}
