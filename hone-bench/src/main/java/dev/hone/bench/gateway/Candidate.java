package dev.hone.bench.gateway;

import dev.hone.bench.process.ChildProcess;
import dev.hone.bench.process.ProcessTree;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Something that stands before the scripted upstream, as a process of its own, or nothing at all.
 *
 * @param key in figures
 * @param title in tables
 * @param tree whose CPU time counts; null: the upstream is called directly
 * @param process ended with it
 */
record Candidate(
    String key, String title, Way way, @Nullable ProcessTree tree, AutoCloseable process)
    implements AutoCloseable {

  static final String DIRECT = "direct";
  static final String HONE = "hone";
  static final String NGINX = "nginx";
  static final String PORTKEY = "portkey";

  private static final int LOOK_MILLIS = 100;

  /** CPU seconds in that time that do not count as work that is left: 1 tick. */
  private static final double IDLE = 0.015;

  private static final int QUIET_LOOKS = 2;
  private static final int LONGEST_LOOKS = 50;

  static Candidate of(String key, String title, Way way, ChildProcess process) {
    return new Candidate(key, title, way, process.tree(), process);
  }

  /** CPU seconds so far; 0 for none. */
  double cpuSeconds() {
    return tree == null ? 0 : tree.cpuSeconds();
  }

  /** Waits until work that goes on after the answers is done, 5 s at the most. */
  void settle() throws InterruptedException {
    if (tree == null) {
      return;
    }
    double before = tree.cpuSeconds();
    int quiet = 0;
    for (int look = 0; look < LONGEST_LOOKS && quiet < QUIET_LOOKS; look++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      double now = tree.cpuSeconds();
      quiet = now - before < IDLE ? quiet + 1 : 0;
      before = now;
    }
  }

  @Override
  public void close() throws Exception {
    process.close();
  }
}
