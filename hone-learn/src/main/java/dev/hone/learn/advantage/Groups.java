package dev.hone.learn.advantage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples of one prompt belong together; their figures are of the group alone. */
public final class Groups {

  private final List<int[]> members;

  private Groups(List<int[]> members) {
    this.members = members;
  }

  /** Of a key for each sample; groups are in the order of their first member. */
  public static Groups by(String[] keys) {
    Map<String, List<Integer>> byKey = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      byKey.computeIfAbsent(keys[i], key -> new ArrayList<>()).add(i);
    }
    return new Groups(
        byKey.values().stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toList());
  }

  /** Places of the members of each group. */
  public List<int[]> members() {
    return members;
  }

  static double mean(double[] scores, int[] members) {
    double sum = 0;
    for (int i : members) {
      sum += scores[i];
    }
    return sum / members.length;
  }

  /** Standard deviation over n − ddof; 0 where that is not defined. */
  static double deviation(double[] scores, int[] members, int ddof) {
    if (members.length - ddof <= 0) {
      return 0;
    }
    double mean = mean(scores, members);
    double sum = 0;
    for (int i : members) {
      sum += (scores[i] - mean) * (scores[i] - mean);
    }
    return Math.sqrt(sum / (members.length - ddof));
  }
}
