package dev.hone.store.sqlite;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that writes. Callers hand in closures; one thread takes whatever is waiting (no
 * timer), runs each in a savepoint of one transaction, and commits them together. A closure that
 * fails is undone alone. A commit that fails fails everything in it.
 *
 * <p>Order: closures run and commit in the order in which they were handed in.
 */
final class GroupCommit implements AutoCloseable {

  /** A write. May run again only if it never ran to its end. */
  @FunctionalInterface
  interface Work<T> {
    T run(Transaction transaction) throws SQLException;
  }

  /** What a closure writes to. */
  record Transaction(Sql sql, List<Runnable> hooks) {

    /** Runs after the commit, before callers hear of it; not if it fails. Must not block. */
    void afterCommit(Runnable hook) {
      hooks.add(hook);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final Sql sql;
  private final Failures failures;
  private final LedgerOptions options;
  private final Runnable onForeignCommit;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  // Guarded by the lock.
  private final Deque<Entry<?>> waiting = new ArrayDeque<>();
  private boolean closed;
  private @Nullable Entry<?> lastEarly;

  // Of the writer thread.
  private long dataVersion;

  private final AtomicInteger largestBatch = new AtomicInteger();

  /**
   * Takes over a writing connection.
   *
   * @param onForeignCommit called on the writer thread after another process has written
   */
  GroupCommit(Sql sql, Failures failures, LedgerOptions options, Runnable onForeignCommit) {
    this.sql = sql;
    this.failures = failures;
    this.options = options;
    this.onForeignCommit = onForeignCommit;
    try {
      this.dataVersion = sql.number("PRAGMA data_version");
    } catch (SQLException e) {
      throw failures.translate(e);
    }
    this.thread = Thread.ofPlatform().name("hone-ledger-writer").daemon(true).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Writes, and returns when it is durable. */
  <T> T write(Work<T> work) {
    return await(submit(work, null).durable);
  }

  /**
   * Writes, and returns when it has run, before it is durable.
   *
   * @param ifLost told on the writer thread if it does not become durable after all
   */
  <T> T writeEarly(Work<T> work, Consumer<StoreException> ifLost) {
    return await(submit(work, ifLost).ran);
  }

  /** Writes without waiting; a failure is told to the consumer only. */
  void writeLater(Work<?> work, Consumer<StoreException> ifLost) {
    submit(work, ifLost);
  }

  /** Waits until every early write that was handed in before this call is durable or lost. */
  void awaitEarly() {
    Entry<?> last;
    lock.lock();
    try {
      last = lastEarly;
    } finally {
      lock.unlock();
    }
    if (last != null && !last.durable.isDone()) {
      // Whether it failed is the business of the caller who wrote it.
      await(last.durable.handle((value, failure) -> true));
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

  private <T> Entry<T> submit(Work<T> work, @Nullable Consumer<StoreException> ifLost) {
    Entry<T> entry = new Entry<>(work, ifLost);
    lock.lock();
    try {
      if (closed) {
        throw new StoreException(Code.UNAVAILABLE, "the ledger is closed");
      }
      if (waiting.size() >= options.queueBound()) {
        throw new StoreException(
            Code.OVERLOADED,
            options.queueBound()
                + " writes are waiting for the disk; send fewer requests at once or use a faster"
                + " disk");
      }
      waiting.add(entry);
      if (ifLost != null) {
        lastEarly = entry;
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
    return entry;
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
      List<Entry<?>> batch = take();
      if (batch == null) {
        return;
      }
      if (batch.isEmpty()) {
        lookForForeignCommit();
      }
      while (!batch.isEmpty()) {
        batch = commit(batch);
      }
    }
  }

  /** Whatever is waiting; empty after a while of nothing; null at the end. */
  private @Nullable List<Entry<?>> take() {
    lock.lock();
    try {
      if (waiting.isEmpty() && !closed) {
        arrived.awaitNanos(options.foreignPoll().toNanos());
      }
      if (waiting.isEmpty()) {
        return closed ? null : List.of();
      }
      List<Entry<?>> batch = new ArrayList<>(Math.min(waiting.size(), options.batchSize()));
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

  /**
   * Runs and commits.
   *
   * @return those that have not run, because the transaction was lost before their turn
   */
  private List<Entry<?>> commit(List<Entry<?>> batch) {
    try {
      sql.control("BEGIN IMMEDIATE");
    } catch (SQLException e) {
      StoreException failure = failures.translate(e);
      // If an earlier rollback failed, the next batch must not find its transaction still open.
      rollback();
      batch.forEach(entry -> entry.fail(failure));
      return List.of();
    }
    lookForForeignCommit();
    largestBatch.accumulateAndGet(batch.size(), Math::max);
    List<Entry<?>> ran = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Entry<?> entry = batch.get(i);
      StoreException lost = runInSavepoint(entry, ran);
      if (lost != null) {
        // SQLite undid the whole transaction (as it may when the disk is full).
        rollback();
        ran.forEach(earlier -> earlier.fail(lost));
        return List.copyOf(batch.subList(i + 1, batch.size()));
      }
    }
    try {
      sql.control("COMMIT");
    } catch (SQLException e) {
      StoreException failure = failures.translate(e);
      rollback();
      ran.forEach(entry -> entry.fail(failure));
      return List.of();
    }
    ran.forEach(Entry::runHooks);
    ran.forEach(Entry::succeed);
    return List.of();
  }

  /** Returns null, or why the whole transaction is lost. */
  private @Nullable StoreException runInSavepoint(Entry<?> entry, List<Entry<?>> ran) {
    try {
      sql.control("SAVEPOINT entry");
      entry.run(sql);
      sql.control("RELEASE entry");
      ran.add(entry);
      entry.tellRan();
      return null;
    } catch (SQLException | RuntimeException | Error e) {
      StoreException failure = failures.translate(e);
      StoreException lost = null;
      try {
        sql.control("ROLLBACK TO entry");
        sql.control("RELEASE entry");
      } catch (SQLException gone) {
        lost = failure;
      }
      entry.fail(failure);
      return lost;
    }
  }

  private void rollback() {
    try {
      sql.control("ROLLBACK");
    } catch (SQLException e) {
      // SQLite may have rolled back by itself; then there is nothing left to undo.
      log.debug("no transaction to roll back: {}", e.getMessage());
    }
  }

  private void lookForForeignCommit() {
    try {
      long version = sql.number("PRAGMA data_version");
      if (version != dataVersion) {
        dataVersion = version;
        onForeignCommit.run();
      }
    } catch (SQLException e) {
      log.warn("cannot see whether another process has written: {}", e.getMessage());
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
      sql.close();
    } catch (SQLException e) {
      throw failures.translate(e);
    }
  }

  /** One write and who waits for it. */
  private static final class Entry<T> {

    private final Work<T> work;
    private final @Nullable Consumer<StoreException> ifLost;
    private final CompletableFuture<T> ran = new CompletableFuture<>();
    private final CompletableFuture<T> durable = new CompletableFuture<>();
    private final List<Runnable> hooks = new ArrayList<>(0);
    private @Nullable T value;

    Entry(Work<T> work, @Nullable Consumer<StoreException> ifLost) {
      this.work = work;
      this.ifLost = ifLost;
    }

    void run(Sql sql) throws SQLException {
      value = work.run(new Transaction(sql, hooks));
    }

    void tellRan() {
      ran.complete(value);
    }

    void runHooks() {
      hooks.forEach(Runnable::run);
    }

    void succeed() {
      durable.complete(value);
    }

    void fail(StoreException failure) {
      if (ifLost != null) {
        ifLost.accept(failure);
      }
      ran.completeExceptionally(failure);
      durable.completeExceptionally(failure);
    }
  }
}
