package dev.hone.store.sql;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells caches and waiters what was committed, here or by another process. Caches compare {@link
 * #epoch()} before and after; waiters sleep until {@link #workArrived()}. Thread-safe.
 */
final class Changes {

  private final AtomicLong epoch = new AtomicLong();
  private final FreshWork fresh = new FreshWork();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  // Guarded by the lock.
  private long arrivals;

  /** Rises whenever something that is cached may have changed. */
  long epoch() {
    return epoch.get();
  }

  void cachedChanged() {
    epoch.incrementAndGet();
    fresh.clear();
  }

  /** What is on the board and known without reading. */
  FreshWork fresh() {
    return fresh;
  }

  /** There is something to judge. */
  void workArrived() {
    lock.lock();
    try {
      arrivals++;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void foreignCommit() {
    cachedChanged();
    workArrived();
  }

  /** How often work has arrived: to be read before looking for work, given to {@link #await}. */
  long arrivals() {
    lock.lock();
    try {
      return arrivals;
    } finally {
      lock.unlock();
    }
  }

  /** Sleeps until work has arrived since {@code seen}, or the time is over. */
  void await(long seen, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (arrivals == seen && left > 0) {
        left = arrival.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
