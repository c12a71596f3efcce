package dev.hone.app.demo;

import java.util.List;

/** A curve of shares (0 to 1) in a few lines of text. */
final class Curve {

  private static final int ROWS = 5;
  private static final char[] LEVELS = " ▁▂▃▄▅▆▇█".toCharArray();

  private Curve() {}

  /** One character for each value. */
  static String spark(List<Double> shares) {
    StringBuilder line = new StringBuilder();
    for (double share : shares) {
      line.append(LEVELS[(int) Math.round(Math.clamp(share, 0, 1) * (LEVELS.length - 1))]);
    }
    return line.toString();
  }

  /**
   * Several lines, the top one for 100 %. Each value is two columns wide.
   *
   * @param marks one character under each value, such as the phase it belongs to
   */
  static String plot(List<Double> shares, List<String> marks) {
    StringBuilder plot = new StringBuilder();
    for (int row = ROWS; row >= 1; row--) {
      plot.append("%5d %% │".formatted(row * 100 / ROWS));
      for (double share : shares) {
        double inRow = Math.clamp(share * ROWS - (row - 1), 0, 1);
        char level = LEVELS[(int) Math.round(inRow * (LEVELS.length - 1))];
        plot.append(level).append(level).append("  ");
      }
      plot.append('\n');
    }
    plot.append("        └").append("────".repeat(shares.size())).append("\n         ");
    for (String mark : marks) {
      plot.append("%-4s".formatted(mark));
    }
    return plot.toString();
  }
}
