package dev.hone.bench;

import java.util.Locale;

/** How figures are written in tables. */
public final class Figures {

  private Figures() {}

  /** A rate, three significant digits or whole numbers. */
  public static String rate(double value) {
    if (value >= 10_000) {
      return String.format(Locale.ROOT, "%.1f k", value / 1000);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.1f", value);
  }

  public static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f×", value);
  }

  public static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.2f ms", value);
  }

  public static String microseconds(double value) {
    return String.format(Locale.ROOT, "%.0f µs", value);
  }

  /** A share from 0 to 1. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
