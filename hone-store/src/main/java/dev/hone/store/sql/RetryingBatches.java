package dev.hone.store.sql;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Failures.Fate;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits for a database that other processes write to as well, over a connection that may break.
 *
 * <p>A batch is one transaction: its {@link Lock}s in ascending order, a look whether this process
 * still counts as present, the writes, what they have used, commit. Nobody is told anything before
 * the commit, so that all of it can run again:
 *
 * <pre>
 * a write fails           → undone; again, each write in a savepoint: only that one fails
 * met another process     → undone; again, each write alone, until the time is over
 * disconnected before the commit was sent → undone by the database; again on a new connection
 * disconnected while committing           → the database is asked what became of it
 * this process was declared gone          → undone; joins anew; again
 * </pre>
 */
final class RetryingBatches implements Batches {

  private static final Logger log = LoggerFactory.getLogger(RetryingBatches.class);

  /** Longest wait for the database to come back and say what became of a commit. */
  private static final Duration RESOLVING = Duration.ofSeconds(5);

  /** Of a process that was frozen, the time is over before it has tried. */
  private static final int LEAST_ATTEMPTS = 4;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Database database;
  private final Failures failures;
  private final Presence presence;
  private final Changes changes;
  private final LedgerOptions options;
  private @Nullable Sql connection;

  RetryingBatches(
      Database database,
      Sql connection,
      Presence presence,
      Changes changes,
      LedgerOptions options) {
    this.database = database;
    this.failures = database.failures();
    this.connection = connection;
    this.presence = presence;
    this.changes = changes;
    this.options = options;
  }

  /** How an attempt ended. */
  private sealed interface Outcome {

    /** Everybody was told. */
    record Told() implements Outcome {}

    /** Undone, because a write failed. */
    record OneFailed() implements Outcome {}

    /** Undone, because another process was in the way. */
    record Collided(StoreException why) implements Outcome {}

    /** Undone with the connection, or because this process counted as gone. */
    record Interrupted(StoreException why) implements Outcome {}

    /** Nothing can be done now. */
    record Failed(StoreException why) implements Outcome {}
  }

  /** Nothing joins: a batch must be able to run again as it was. */
  @Override
  public int commit(List<Write<?>> batch, Arrivals more) {
    commit(batch);
    return batch.size();
  }

  private void commit(List<Write<?>> batch) {
    long end = System.nanoTime() + options.busyTimeout().toNanos();
    boolean savepoints = false;
    for (int attempt = 1; ; attempt++) {
      switch (new Attempt(batch, savepoints).outcome()) {
        case Outcome.Told() -> {
          return;
        }
        case Outcome.OneFailed() -> savepoints = true;
        case Outcome.Collided(StoreException why) -> {
          if (batch.size() > 1) {
            // One that waits for a frozen process does not hold up those before it.
            batch.forEach(write -> commit(List.of(write)));
            return;
          }
          if (over(attempt, end, batch, why)) {
            return;
          }
        }
        case Outcome.Interrupted(StoreException why) -> {
          if (over(attempt, end, batch, why)) {
            return;
          }
        }
        case Outcome.Failed(StoreException why) -> {
          batch.forEach(write -> write.fail(why));
          return;
        }
      }
    }
  }

  private static boolean over(int attempt, long end, List<Write<?>> batch, StoreException why) {
    if (attempt >= LEAST_ATTEMPTS && System.nanoTime() - end > 0) {
      batch.forEach(write -> write.fail(why));
      return true;
    }
    LockSupport.parkNanos(PAUSE.toNanos());
    return false;
  }

  /** One transaction. */
  private final class Attempt {

    private final List<Write<?>> batch;
    private final boolean savepoints;
    private final List<Write<?>> succeeded;
    private final Map<Write<?>, StoreException> failed = new LinkedHashMap<>();
    private final Transaction.Effects effects = new Transaction.Effects();

    /** Names the transaction while it commits. */
    private @Nullable String committing;

    Attempt(List<Write<?>> batch, boolean savepoints) {
      this.batch = batch;
      this.savepoints = savepoints;
      this.succeeded = new ArrayList<>(batch.size());
    }

    Outcome outcome() {
      try {
        Sql sql = connected();
        sql.begin();
        String transaction = enter(sql);
        if (transaction == null) {
          sql.rollback();
          presence.rejoin(sql);
          return new Outcome.Interrupted(
              new StoreException(
                  Code.FENCED, "another process has declared this one gone; try again"));
        }
        for (Write<?> write : batch) {
          if (!run(sql, write)) {
            sql.rollback();
            return batch.size() == 1 ? tell() : new Outcome.OneFailed();
          }
        }
        effects.usage().write(sql);
        presence.announce(sql, effects);
        committing = transaction;
        sql.commit();
      } catch (SQLException e) {
        return undone(e);
      } catch (RuntimeException e) {
        disconnect();
        return new Outcome.Failed(failures.translate(e));
      }
      return tell();
    }

    /** Returns the transaction's id, or null if this process counts as gone. */
    private @Nullable String enter(Sql sql) throws SQLException {
      long[] keys =
          batch.stream()
              .flatMap(write -> write.locks().stream())
              .mapToLong(Lock::key)
              .sorted()
              .distinct()
              .toArray();
      if (keys.length > 0) {
        sql.exists(Lock.TAKE, (Object) keys);
      }
      if (batch.stream().allMatch(Write::early)) {
        // Durable with the next commit that somebody waits for.
        sql.control("SET LOCAL synchronous_commit = off");
      }
      return presence.enter(sql);
    }

    /** Returns false if the transaction must be undone, because the write failed. */
    private boolean run(Sql sql, Write<?> write) throws SQLException {
      if (savepoints) {
        sql.control("SAVEPOINT entry");
      }
      StoreException failure;
      try {
        Transaction transaction = new Transaction(sql);
        write.run(transaction);
        effects.add(transaction);
        succeeded.add(write);
        return true;
      } catch (SQLException e) {
        if (failures.fate(e) != Fate.REFUSED) {
          throw e;
        }
        failure = failures.translate(e);
      } catch (RuntimeException | Error e) {
        failure = failures.translate(e);
      }
      failed.put(write, failure);
      if (savepoints) {
        sql.control("ROLLBACK TO entry");
      }
      return savepoints;
    }

    private Outcome tell() {
      effects.tell(changes);
      succeeded.forEach(Write::succeed);
      failed.forEach(Write::fail);
      return new Outcome.Told();
    }

    private Outcome undone(SQLException e) {
      StoreException why = failures.translate(e);
      return switch (failures.fate(e)) {
        case REFUSED -> {
          rollback();
          yield new Outcome.Failed(why);
        }
        case COLLIDED -> {
          rollback();
          yield new Outcome.Collided(why);
        }
        case DISCONNECTED -> {
          disconnect();
          yield committing == null ? new Outcome.Interrupted(why) : resolve(committing, why);
        }
      };
    }

    /** The commit was sent, and no answer came. */
    private Outcome resolve(String transaction, StoreException why) {
      long end = System.nanoTime() + RESOLVING.toNanos();
      while (System.nanoTime() - end < 0) {
        try {
          Sql sql = connected();
          sql.begin();
          String status =
              sql.first(
                      "SELECT COALESCE(pg_xact_status(CAST(? AS xid8)), 'unknown') AS status",
                      row -> row.text("status"),
                      transaction)
                  .orElse("unknown");
          sql.rollback();
          switch (status) {
            case "committed" -> {
              return tell();
            }
            case "aborted" -> {
              return new Outcome.Interrupted(why);
            }
            case "unknown" -> end = System.nanoTime();
            default -> log.info("transaction {} is {}; waiting for its end", transaction, status);
          }
        } catch (SQLException | StoreException unreachable) {
          log.debug("cannot ask for transaction {} yet", transaction, unreachable);
          disconnect();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return new Outcome.Failed(
          new StoreException(
              why.code(),
              why.getMessage() + " It may be written or not; ask before repeating",
              why));
    }
  }

  private Sql connected() {
    Sql known = connection;
    if (known == null) {
      known = database.openWriter();
      connection = known;
    }
    return known;
  }

  private void rollback() {
    Sql known = connection;
    if (known == null) {
      return;
    }
    try {
      known.rollback();
    } catch (SQLException e) {
      log.debug("cannot undo; the connection is given up: {}", e.getMessage());
      disconnect();
    }
  }

  private void disconnect() {
    Sql known = connection;
    connection = null;
    if (known != null) {
      try {
        known.close();
      } catch (SQLException e) {
        log.debug("a broken connection did not close well: {}", e.getMessage());
      }
    }
  }

  /** Other processes say themselves that they have written. */
  @Override
  public void idle() {}

  @Override
  public void close() throws SQLException {
    Sql known = connection;
    connection = null;
    if (known != null) {
      try (known) {
        presence.leave(known);
      } catch (SQLException e) {
        log.info("cannot say good-bye to the other processes: {}", e.getMessage());
      }
    }
  }
}
