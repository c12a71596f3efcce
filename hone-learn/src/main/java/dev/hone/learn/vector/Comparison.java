package dev.hone.learn.vector;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Compares what came out with what a vector says: |got − want| ≤ tol·max(1, |want|), plus half a
 * unit of the twelfth decimal, to which files round their figures. Keeps the worst difference.
 */
final class Comparison {

  private static final double PRINTED = 0.5000001e-12;

  private final double tolerance;
  private final boolean narrow;
  private double worst;
  private String first = "";

  Comparison(double tolerance, boolean narrow) {
    this.tolerance = tolerance;
    this.narrow = narrow;
  }

  /** The largest |got − want|/max(1, |want|). */
  double worst() {
    return worst;
  }

  /** Where it first differs; empty if nowhere. */
  String difference() {
    return first;
  }

  /**
   * Compares one output.
   *
   * @param where positions that count: only where it is not 0; a missing node for everywhere
   */
  void compare(String name, Object got, JsonNode want, JsonNode where) {
    if (where.isValueNode() && where.isNumber() && where.asDouble() == 0) {
      return;
    }
    switch (got) {
      case double[][] rows -> compareRows(name, rows, want, where);
      case double[] row -> compareRow(name, row, want, where);
      case List<?> list -> {
        if (sameLength(name, list.size(), want)) {
          for (int i = 0; i < list.size(); i++) {
            compare(name + "[" + i + "]", list.get(i), want.path(i), where.path(i));
          }
        }
      }
      case Number number -> compareNumber(name, number.doubleValue(), want);
      default -> {
        if (!want.isString() || !want.asString().equals(got.toString())) {
          differ(name + " is " + got + ", not " + want);
        }
      }
    }
  }

  private void compareRows(String name, double[][] rows, JsonNode want, JsonNode where) {
    boolean flat = want.isArray() && !want.isEmpty() && !want.path(0).isArray();
    if (rows.length == 1 && (flat || !want.isArray())) {
      compareRow(name, rows[0], want, where.path(0).isArray() ? where.path(0) : where);
      return;
    }
    if (sameLength(name, rows.length, want)) {
      for (int i = 0; i < rows.length; i++) {
        compareRow(name + "[" + i + "]", rows[i], want.path(i), where.path(i));
      }
    }
  }

  private void compareRow(String name, double[] row, JsonNode want, JsonNode where) {
    if (row.length == 1 && want.isNumber()) {
      compareNumber(name, row[0], want);
      return;
    }
    if (row.length > 1 && want.size() == 1 && want.path(0).isArray()) {
      compareRow(name, row, want.path(0), where.path(0).isArray() ? where.path(0) : where);
      return;
    }
    if (sameLength(name, row.length, want)) {
      for (int t = 0; t < row.length; t++) {
        compare(name + "[" + t + "]", row[t], want.path(t), where.path(t));
      }
    }
  }

  private boolean sameLength(String name, int got, JsonNode want) {
    if (want.isArray() && want.size() == got) {
      return true;
    }
    differ(name + " has " + got + " entries, not those of " + shortened(want.toString()));
    return false;
  }

  private void compareNumber(String name, double exact, JsonNode want) {
    double got = narrow ? (float) exact : exact;
    double wanted;
    if (want.isArray() && want.size() == 1) {
      compareNumber(name, exact, want.path(0));
      return;
    }
    if (want.isNumber()) {
      wanted = want.asDouble();
    } else if (want.isBoolean()) {
      wanted = want.asBoolean() ? 1 : 0;
    } else if (want.isString() && want.asString().toLowerCase(Locale.ROOT).equals("nan")) {
      wanted = Double.NaN;
    } else {
      differ(name + " is " + got + ", not " + shortened(want.toString()));
      return;
    }
    if (Double.isNaN(wanted) || Double.isInfinite(wanted)) {
      if (Double.compare(got, wanted) != 0) {
        differ(name + " is " + got + ", not " + wanted);
      }
      return;
    }
    double difference = Math.abs(got - wanted);
    double relative = difference / Math.max(1, Math.abs(wanted));
    if (Double.isNaN(difference)) {
      worst = Double.POSITIVE_INFINITY;
    } else {
      worst = Math.max(worst, relative);
    }
    if (!(difference <= tolerance * Math.max(1, Math.abs(wanted)) + PRINTED)) {
      differ(name + " is " + got + ", not " + wanted);
    }
  }

  private void differ(String what) {
    first = first.isEmpty() ? what : first;
  }

  private static String shortened(String text) {
    int most = 60;
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
