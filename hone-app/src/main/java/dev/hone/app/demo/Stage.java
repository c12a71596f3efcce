package dev.hone.app.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Where the demo shows itself; silent where only JSON is wanted. Owned by one thread. */
final class Stage {

  private final PrintWriter out;
  private final boolean silent;
  private final boolean terminal;
  private final long started = System.nanoTime();

  /**
   * @param terminal lines may be written over
   */
  Stage(PrintWriter out, boolean silent, boolean terminal) {
    this.out = out;
    this.silent = silent;
    this.terminal = terminal;
  }

  void title(String text) {
    say("");
    say("%5.1f s  %s".formatted(seconds(), text.toUpperCase(Locale.ROOT)));
  }

  void say(String text) {
    if (!silent) {
      out.println(text);
      out.flush();
    }
  }

  /** A line that the next one writes over, where that can be done. */
  void progress(String text) {
    if (!silent && terminal) {
      out.print("\r\033[K         " + text);
      out.flush();
    }
  }

  void endProgress() {
    if (!silent && terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  static String percent(double share) {
    return "%.1f %%".formatted(share * 100);
  }
}
