package dev.hone.learn.algorithm;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant, by edit distance (Levenshtein). */
public final class NearestName {

  /** Further away than half of the longer name is another name. */
  private static final double LARGEST_SHARE = 0.5;

  private NearestName() {}

  /** The nearest of the right names, if one is near. */
  public static Optional<String> of(String wrong, Collection<String> right) {
    String nearest = null;
    double best = LARGEST_SHARE;
    for (String name : right) {
      double share =
          (double) distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
              / Math.max(1, Math.max(wrong.length(), name.length()));
      if (share < best || (share == best && nearest == null)) {
        best = share;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int kept = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(kept, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
