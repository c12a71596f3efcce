package dev.hone.learn.release;

import tools.jackson.databind.node.ObjectNode;

/**
 * The 95 % interval of a share. Source: Wilson, JASA 22 (1927).
 *
 * @param low of the share
 * @param high of the share
 */
record Wilson(double low, double high) {

  private static final double Z = 1.959964;

  static Wilson interval(int good, int of) {
    if (of == 0) {
      return new Wilson(0, 1);
    }
    double share = (double) good / of;
    double spread = Z * Z / of;
    double middle = (share + spread / 2) / (1 + spread);
    double half = Z * Math.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread);
    return new Wilson(Math.max(0, middle - half), Math.min(1, middle + half));
  }

  void into(ObjectNode node, String name) {
    node.putArray(name).add(low).add(high);
  }
}
