package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Steps that could not be ended while the store was out of reach. They are tried again as soon as
 * another step could be written, and otherwise every second: a step must not stay open, nor its
 * money reserved, until somebody calls again. Thread-safe.
 */
final class UnendedSteps implements AutoCloseable {

  /** More stay open until the next start. */
  private static final int MOST = 10_000;

  /** How many of them are tried when another step could be written. */
  private static final int AT_ONCE = 16;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final BlockingQueue<Supplier<@Nullable StoreException>> waiting =
      new LinkedBlockingQueue<>(MOST);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  // Guarded by the lock.
  private boolean trying;
  private boolean closed;

  /**
   * Takes one.
   *
   * @param ending tries again; says why it was refused, or null if it was taken
   * @return false if there is no room
   */
  boolean add(Supplier<@Nullable StoreException> ending) {
    if (!waiting.offer(ending)) {
      return false;
    }
    lock.lock();
    try {
      if (!trying && !closed) {
        trying = true;
        Thread.ofVirtual().name("hone-unended-steps").start(this::keepTrying);
      }
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Another step could be written, so these may be as well. */
  void trySome() {
    tryAgain(AT_ONCE);
  }

  private void tryAgain(int most) {
    for (int i = 0; i < most; i++) {
      Supplier<@Nullable StoreException> ending = waiting.poll();
      if (ending == null || ending.get() != null) {
        return;
      }
    }
  }

  /** Ends when nothing is left. */
  private void keepTrying() {
    while (pause()) {
      tryAgain(waiting.size());
    }
  }

  /** Waits; false if there is nothing more to do. */
  private boolean pause() {
    lock.lock();
    try {
      long left = PAUSE.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      if (closed || waiting.isEmpty()) {
        trying = false;
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends by close().
      trying = false;
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
