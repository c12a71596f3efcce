package dev.hone.learn.release;

import tools.jackson.databind.node.ObjectNode;

/**
 * The same questions put to two versions.
 *
 * @param both right by both
 * @param onlyLive right by the live version only
 * @param onlyCandidate right by the candidate only
 * @param neither right by neither
 */
record PairedCounts(int both, int onlyLive, int onlyCandidate, int neither) {

  static PairedCounts of(boolean[] live, boolean[] candidate) {
    int[] counts = new int[4];
    for (int i = 0; i < live.length; i++) {
      counts[(live[i] ? 0 : 2) + (candidate[i] ? 0 : 1)]++;
    }
    return new PairedCounts(counts[0], counts[1], counts[2], counts[3]);
  }

  int total() {
    return both + onlyLive + onlyCandidate + neither;
  }

  double live() {
    return total() == 0 ? 0 : (double) (both + onlyLive) / total();
  }

  double candidate() {
    return total() == 0 ? 0 : (double) (both + onlyCandidate) / total();
  }

  /**
   * McNemar's exact test, two-sided: how likely so uneven a split of the changed questions is if
   * neither version is better.
   */
  double chance() {
    int changed = onlyLive + onlyCandidate;
    int fewer = Math.min(onlyLive, onlyCandidate);
    double sum = 0;
    double choose = 1;
    for (int k = 0; k <= fewer; k++) {
      sum += choose;
      choose = choose * (changed - k) / (k + 1);
    }
    return Math.min(1, 2 * sum * Math.pow(0.5, changed));
  }

  /** Writes all figures, with the intervals of both shares. */
  void into(ObjectNode node) {
    node.put("before", live());
    Wilson.interval(both + onlyLive, total()).into(node, "before_interval");
    node.put("after", candidate());
    Wilson.interval(both + onlyCandidate, total()).into(node, "after_interval");
    node.put("only_live", onlyLive);
    node.put("only_candidate", onlyCandidate);
    node.put("chance", chance());
  }
}
