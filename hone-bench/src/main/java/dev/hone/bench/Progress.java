package dev.hone.bench;

import java.io.PrintWriter;
import java.util.Locale;

/** Lines on stderr that say what is being done, with the seconds since the start. */
public final class Progress {

  private final PrintWriter err;
  private final String name;
  private final long start = System.nanoTime();

  public Progress(PrintWriter err, String name) {
    this.err = err;
    this.name = name;
  }

  public void say(String what) {
    err.printf(Locale.ROOT, "%6.1f s  %s: %s%n", (System.nanoTime() - start) / 1e9, name, what);
    err.flush();
  }
}
