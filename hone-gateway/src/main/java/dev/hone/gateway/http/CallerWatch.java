package dev.hone.gateway.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends what is done for callers who have left, and what takes too long. One thread for all: short
 * waits cost an entry in a set, and only long ones are listened to. Thread-safe.
 */
final class CallerWatch implements AutoCloseable {

  private static final long PERIOD_MILLIS = 100;

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final Thread watcher;
  private volatile boolean running = true;

  CallerWatch() {
    this.watcher = Thread.ofPlatform().daemon().name("hone-caller-watch").start(this::watch);
  }

  /**
   * Something is done for a caller.
   *
   * @param connection null if it cannot be listened to
   * @param limit longest time
   * @param cancel ends it, from another thread
   */
  Waiting begin(@Nullable CallerConnection connection, Duration limit, Runnable cancel) {
    Waiting begun = new Waiting(connection, limit, cancel, waiting::remove);
    waiting.add(begun);
    return begun;
  }

  private void watch() {
    while (running) {
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      waiting.forEach(one -> one.look(now));
    }
  }

  @Override
  public void close() {
    running = false;
    watcher.interrupt();
  }
}
