package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits for a database in this process: each write runs in a savepoint of one transaction, so
 * that one that fails is undone alone. Nothing ever runs twice, so early callers are told at once.
 * Commits of other processes are noticed by a counter.
 */
final class SavepointBatches implements Batches {

  private static final Logger log = LoggerFactory.getLogger(SavepointBatches.class);

  /**
   * How long writes that nobody waits for are held open for others to share their commit: a step's
   * beginning and its end, where the model is quick. What waits is never held up.
   */
  private static final Duration LINGER = Duration.ofMillis(2);

  private final Database database;
  private final Sql sql;
  private final Failures failures;
  private final Changes changes;
  private long foreignCommits;

  /** Takes over a writing connection. */
  SavepointBatches(Database database, Sql sql, Changes changes) {
    this.database = database;
    this.sql = sql;
    this.failures = database.failures();
    this.changes = changes;
    try {
      this.foreignCommits = database.foreignCommits(sql);
    } catch (SQLException e) {
      throw failures.translate(e);
    }
  }

  @Override
  public int commit(List<Write<?>> batch, Arrivals more) {
    Deque<Write<?>> left = new ArrayDeque<>(batch);
    int largest = 0;
    while (!left.isEmpty()) {
      largest = Math.max(largest, commitSome(left, more));
    }
    return largest;
  }

  /**
   * Runs and commits what is left. When it returns, there is still something left if the
   * transaction was lost before its turn.
   *
   * @return how many writes it took
   */
  private int commitSome(Deque<Write<?>> left, Arrivals more) {
    try {
      sql.begin();
    } catch (SQLException e) {
      StoreException failure = failures.translate(e);
      // If an earlier rollback failed, the next batch must not find its transaction still open.
      rollback();
      int failed = left.size();
      left.forEach(write -> write.fail(failure));
      left.clear();
      return failed;
    }
    idle();
    List<Write<?>> ran = new ArrayList<>(left.size());
    Transaction.Effects effects = new Transaction.Effects();
    int taken = 0;
    boolean awaited = false;
    long end = System.nanoTime() + LINGER.toNanos();
    while (true) {
      long patience = awaited || ran.isEmpty() ? 0 : end - System.nanoTime();
      Write<?> write = left.isEmpty() ? more.next(patience) : left.remove();
      if (write == null) {
        break;
      }
      taken++;
      awaited |= !write.early();
      StoreException lost = runInSavepoint(write, ran, effects);
      if (lost != null) {
        // SQLite undid the whole transaction (as it may when the disk is full).
        rollback();
        ran.forEach(earlier -> earlier.fail(lost));
        return taken;
      }
    }
    try {
      effects.usage().write(sql);
      sql.commit();
    } catch (SQLException e) {
      StoreException failure = failures.translate(e);
      rollback();
      ran.forEach(write -> write.fail(failure));
      return taken;
    }
    effects.tell(changes);
    ran.forEach(Write::succeed);
    return taken;
  }

  /** Returns null, or why the whole transaction is lost. */
  private @Nullable StoreException runInSavepoint(
      Write<?> write, List<Write<?>> ran, Transaction.Effects effects) {
    try {
      sql.control("SAVEPOINT entry");
      Transaction transaction = new Transaction(sql);
      write.run(transaction);
      sql.control("RELEASE entry");
      ran.add(write);
      effects.add(transaction);
      write.tellRan();
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
      write.fail(failure);
      return lost;
    }
  }

  private void rollback() {
    try {
      sql.rollback();
    } catch (SQLException e) {
      // SQLite may have rolled back by itself; then there is nothing left to undo.
      log.debug("no transaction to roll back: {}", e.getMessage());
    }
  }

  /** Looks whether another process has written. */
  @Override
  public void idle() {
    try {
      long commits = database.foreignCommits(sql);
      if (commits != foreignCommits) {
        foreignCommits = commits;
        changes.foreignCommit();
      }
    } catch (SQLException e) {
      log.warn("cannot see whether another process has written: {}", e.getMessage());
    }
  }

  @Override
  public void close() throws SQLException {
    sql.close();
  }
}
