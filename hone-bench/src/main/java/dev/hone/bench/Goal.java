package dev.hone.bench;

import java.util.Locale;

/**
 * A figure that is to be reached.
 *
 * @param name what it is
 * @param value what was measured
 * @param atLeast whether more is better
 * @param bound of the goal
 * @param unit such as {@code ms}, put behind the numbers
 */
public record Goal(String name, double value, boolean atLeast, double bound, String unit) {

  public static Goal atLeast(String name, double value, double bound, String unit) {
    return new Goal(name, value, true, bound, unit);
  }

  public static Goal atMost(String name, double value, double bound, String unit) {
    return new Goal(name, value, false, bound, unit);
  }

  public boolean reached() {
    return atLeast ? value >= bound : value <= bound;
  }

  String measured() {
    return (number(value) + " " + unit).replace(" ×", "×");
  }

  String wanted() {
    return ((atLeast ? "≥ " : "≤ ") + number(bound) + " " + unit).replace(" ×", "×");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
