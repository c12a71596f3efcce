package dev.hone.store.sql;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that writes. Callers hand in closures; one thread takes whatever is waiting and
 * commits it together, without holding up anybody who waits for the disk. A closure that fails is
 * undone alone. A commit that fails fails everything in it.
 *
 * <p>Order: closures run and commit in the order in which they were handed in.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final Batches batches;
  private final Failures failures;
  private final LedgerOptions options;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  // Guarded by the lock.
  private final Deque<Write<?>> waiting = new ArrayDeque<>();
  private boolean closed;
  private @Nullable Write<?> lastEarly;

  /** Somebody waits for early writes to become durable. */
  private boolean hurry;

  private final AtomicInteger largestBatch = new AtomicInteger();
  private volatile boolean healthy = true;

  /** Takes over the way to commit, with its connection. */
  GroupCommit(Batches batches, Failures failures, LedgerOptions options) {
    this.batches = batches;
    this.failures = failures;
    this.options = options;
    this.thread = Thread.ofPlatform().name("hone-ledger-writer").daemon(true).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Writes, and returns when it is durable. */
  <T> T write(Work<T> work, Lock... locks) {
    return await(submit(new Write<>(work, null, locks), options.queueBound()).durable());
  }

  /**
   * As {@link #write}, for what ends something that has begun: it waits in line however long the
   * line is, because refusing it would lose an answer that was made. There are no more of them than
   * beginnings, and those are bounded.
   */
  <T> T writeEnd(Work<T> work) {
    return await(submit(new Write<>(work, null), Integer.MAX_VALUE).durable());
  }

  /**
   * Writes, and returns when it has run (where it might have to run again: when it is committed),
   * before it is durable.
   *
   * @param ifLost told on the writer thread if it does not become durable after all
   */
  <T> T writeEarly(Work<T> work, Consumer<StoreException> ifLost, Lock... locks) {
    return handIn(work, ifLost, locks).get();
  }

  /** As {@link #writeEarly}, but it is the supplier that waits. */
  <T> Supplier<T> handIn(Work<T> work, Consumer<StoreException> ifLost, Lock... locks) {
    CompletableFuture<T> ran = submit(new Write<>(work, ifLost, locks), options.queueBound()).ran();
    return () -> await(ran);
  }

  /** Whether the last write that ended did not fail for want of a store. */
  boolean healthy() {
    return healthy;
  }

  /** Writes without waiting; a failure is told to the consumer only. */
  void writeLater(Work<?> work, Consumer<StoreException> ifLost, Lock... locks) {
    submit(new Write<>(work, ifLost, locks), options.queueBound());
  }

  /** As {@link #writeEnd} without waiting; a failure is told to the consumer only. */
  void writeEndLater(Work<?> work, Consumer<StoreException> ifLost) {
    submit(new Write<>(work, ifLost), Integer.MAX_VALUE);
  }

  /** Waits until every early write that was handed in before this call is durable or lost. */
  void awaitEarly() {
    Write<?> last;
    lock.lock();
    try {
      last = lastEarly;
      if (last != null && !last.durable().isDone()) {
        hurry = true;
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    if (last != null && !last.durable().isDone()) {
      // Whether it failed is the business of the caller who wrote it.
      await(last.durable().handle((value, failure) -> true));
    }
  }

  /** The largest number of writes that shared a commit so far. */
  int largestBatch() {
    return largestBatch.get();
  }

  /** How many writes have not been taken yet. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private <T> Write<T> submit(Write<T> write, int bound) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException(Code.UNAVAILABLE, "the ledger is closed");
      }
      if (waiting.size() >= bound) {
        throw new StoreException(
            Code.OVERLOADED,
            bound
                + " writes are waiting for the disk; send fewer requests at once or use a faster"
                + " disk");
      }
      waiting.add(write);
      if (write.early()) {
        lastEarly = write;
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return write;
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      // A new exception, so that the trace shows who asked.
      throw failures.translate(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          Code.UNAVAILABLE, "interrupted while waiting for the disk; it may be written or not", e);
    }
  }

  private void loop() {
    while (true) {
      List<Write<?>> batch = take();
      if (batch == null) {
        return;
      }
      if (batch.isEmpty()) {
        batches.idle();
      } else {
        int most = options.batchSize() - batch.size();
        Write<?> first = batch.getFirst();
        largestBatch.accumulateAndGet(batches.commit(batch, arrivals(most)), Math::max);
        healthy = !first.lacksStore();
      }
    }
  }

  /**
   * The callers of early writes go on while the others of their batch still run: what they hand in
   * next may share the commit.
   */
  private Batches.Arrivals arrivals(int most) {
    return new Batches.Arrivals() {
      private int left = most;

      @Override
      public @Nullable Write<?> next(long patience) {
        if (left == 0) {
          return null;
        }
        lock.lock();
        try {
          long nanos = patience;
          while (waiting.isEmpty() && nanos > 0 && !closed && !hurry) {
            nanos = arrived.awaitNanos(nanos);
          }
          Write<?> write = waiting.poll();
          left -= write == null ? 0 : 1;
          return write;
        } catch (InterruptedException e) {
          // Nobody interrupts this thread; it ends by close().
          return null;
        } finally {
          lock.unlock();
        }
      }
    };
  }

  /** Whatever is waiting; empty after a while of nothing; null at the end. */
  private @Nullable List<Write<?>> take() {
    lock.lock();
    try {
      hurry &= lastEarly != null && !lastEarly.durable().isDone();
      if (waiting.isEmpty() && !closed) {
        arrived.awaitNanos(options.foreignPoll().toNanos());
      }
      if (waiting.isEmpty()) {
        return closed ? null : List.of();
      }
      List<Write<?>> batch = new ArrayList<>(Math.min(waiting.size(), options.batchSize()));
      while (batch.size() < options.batchSize() && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      return batch;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends by close().
      log.warn("the ledger's writer was interrupted and goes on");
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is waiting, then closes the connection. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      batches.close();
    } catch (SQLException e) {
      throw failures.translate(e);
    }
  }
}
