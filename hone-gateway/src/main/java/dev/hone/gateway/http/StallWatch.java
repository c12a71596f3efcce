package dev.hone.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frees threads whose client does nothing. A read or write that lasts longer than its limit is
 * interrupted, which closes the socket of a virtual thread. Thread-safe.
 */
final class StallWatch implements AutoCloseable {

  private static final long LONGEST_PERIOD_MILLIS = 1000;
  private static final long SHORTEST_PERIOD_MILLIS = 10;

  private final long periodMillis;
  private final Map<Thread, Long> deadlines = new ConcurrentHashMap<>();
  private final Thread watcher;
  private volatile boolean running = true;

  /**
   * @param shortest the shortest limit that will be asked for; a quarter of it is the watch's own
   *     inexactness
   */
  StallWatch(Duration shortest) {
    this.periodMillis =
        Math.clamp(shortest.toMillis() / 4, SHORTEST_PERIOD_MILLIS, LONGEST_PERIOD_MILLIS);
    this.watcher = Thread.ofPlatform().daemon().name("hone-stall-watch").start(this::watch);
  }

  /** The current thread begins something that must end within a limit. */
  void begin(Duration limit) {
    deadlines.put(Thread.currentThread(), System.nanoTime() + limit.toNanos());
  }

  /**
   * It has ended.
   *
   * @return whether it was interrupted; the thread's own mark of that is gone
   */
  boolean end() {
    // Interrupted in the last moment: what was watched is over, the mark must not hit what comes
    // next.
    return deadlines.remove(Thread.currentThread()) == null && Thread.interrupted();
  }

  private void watch() {
    while (running) {
      try {
        Thread.sleep(periodMillis);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      // Under the map's lock for the entry, so that a thread that has just ended is left alone.
      for (Thread thread : deadlines.keySet()) {
        deadlines.computeIfPresent(
            thread,
            (stalled, deadline) -> {
              if (now - deadline > 0) {
                stalled.interrupt();
                return null;
              }
              return deadline;
            });
      }
    }
  }

  @Override
  public void close() {
    running = false;
    watcher.interrupt();
  }
}
