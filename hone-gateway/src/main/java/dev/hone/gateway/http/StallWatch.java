package dev.hone.gateway.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frees threads whose client has stopped reading. A write that lasts longer than the limit is
 * interrupted, which closes the socket of a virtual thread.
 */
final class StallWatch implements AutoCloseable {

  private final long limitNanos;
  private final long periodMillis;
  private final Map<Thread, Long> writers = new ConcurrentHashMap<>();
  private final Thread watcher;
  private volatile boolean running = true;

  StallWatch(Duration limit) {
    this.limitNanos = limit.toNanos();
    this.periodMillis = Math.clamp(limit.toMillis() / 4, 10, 1000);
    this.watcher = Thread.ofPlatform().daemon().name("hone-stall-watch").start(this::watch);
  }

  /** The current thread begins to write. */
  void writing() {
    writers.put(Thread.currentThread(), System.nanoTime());
  }

  /** The current thread has written. */
  void written() {
    if (writers.remove(Thread.currentThread()) == null) {
      // Interrupted in the last moment: the write is over, the mark must not hit what comes next.
      boolean unused = Thread.interrupted();
    }
  }

  private void watch() {
    while (running) {
      try {
        Thread.sleep(periodMillis);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      // Under the map's lock for the entry, so that a writer that has just finished is left alone.
      for (Thread writer : writers.keySet()) {
        writers.computeIfPresent(
            writer,
            (thread, since) -> {
              if (now - since > limitNanos) {
                thread.interrupt();
                return null;
              }
              return since;
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
