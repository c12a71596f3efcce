package dev.hone.learn.defence;

import java.util.Arrays;
import java.util.HashSet;

/** Text that says nothing. */
final class Garbage {

  /** A token so often in a row is no answer. */
  private static final int RUN = 8;

  /** Fewer words may repeat themselves. */
  private static final int LEAST_WORDS = 12;

  /** Least share of different words in a long answer. */
  private static final double DIFFERENT = 0.25;

  private Garbage() {}

  static boolean isRepeated(int[] ids) {
    int run = 1;
    for (int i = 1; i < ids.length; i++) {
      run = ids[i] == ids[i - 1] ? run + 1 : 1;
      if (run >= RUN) {
        return true;
      }
    }
    return false;
  }

  static boolean isRepeated(String text) {
    String[] words = Said.flat(text).split(" ");
    return words.length >= LEAST_WORDS
        && new HashSet<>(Arrays.asList(words)).size() < DIFFERENT * words.length;
  }
}
