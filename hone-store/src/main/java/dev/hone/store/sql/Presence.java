package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that share a database, and what it hears from them.
 *
 * <pre>
 * joined ↺ renewed four times in its time to live
 *   → gone     by closing, or when another process finds its deadline passed; its steps that were
 *              being answered are marked as interrupted, and completing one is refused from then on
 *   → joined   under a new id, by its next write
 * </pre>
 *
 * <p>Every batch holds the row of its process while it commits ({@link #enter}), so that a process
 * cannot be declared gone in the middle of a commit nor commit after it was declared gone. A
 * process that is frozen inside a transaction is cut off by the database itself
 * (idle_in_transaction_session_timeout).
 *
 * <p>What others announce ends what is cached here. While the connection that listens is down,
 * everything cached counts as stale at each look. Thread-safe.
 */
final class Presence implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  /** Why a step of a process that is gone has ended. */
  static final String SILENT = "the process that answered was gone or silent for too long";

  private static final String CACHED = "cached";
  private static final String WORK = "work";

  /** The time by the clock that all processes share. */
  private static final String NOW = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

  private static final int RENEWALS = 4;

  private final Database database;
  private final Changes changes;
  private final Duration timeToLive;
  private final Duration retry;
  private final String name;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  // Guarded by the lock.
  private boolean closed;

  private volatile UUID node;
  private volatile boolean others = true;
  private volatile boolean serving;
  private volatile int servers = 1;
  // Of this object's thread, once it has started; others only end it.
  private volatile @Nullable Sql connection;
  private volatile String channel = "";

  /**
   * Joins.
   *
   * @param retry how long to wait after a lost connection
   */
  Presence(Database database, Changes changes, Duration timeToLive, Duration retry, String name) {
    this.database = database;
    this.changes = changes;
    this.timeToLive = timeToLive;
    this.retry = retry;
    this.name = name;
    this.node = UUID.randomUUID();
    this.thread =
        Thread.ofPlatform().name("hone-ledger-presence").daemon(true).unstarted(this::loop);
    try {
      Sql sql = connected();
      sql.begin();
      insert(sql);
      sql.commit();
    } catch (SQLException e) {
      disconnect();
      throw database.failures().translate(e);
    }
  }

  void start() {
    thread.start();
  }

  /** What this process is called in rows. Changes when it had to join anew. */
  UUID node() {
    return node;
  }

  /**
   * Holds the row of this process until the end of the transaction.
   *
   * @return the transaction's id; null if this process was declared gone
   */
  @Nullable String enter(Sql sql) throws SQLException {
    return sql.first(
            "SELECT CAST(pg_current_xact_id() AS TEXT) AS transaction FROM node WHERE id = ?"
                + " FOR KEY SHARE",
            row -> row.text("transaction"),
            node)
        .orElse(null);
  }

  /** Joins again after having been declared gone. */
  void rejoin(Sql sql) throws SQLException {
    lock.lock();
    try {
      sql.begin();
      if (!sql.exists("SELECT 1 FROM node WHERE id = ?", node)) {
        log.warn(
            "this process was silent for more than {} s and was declared gone by another; answers"
                + " that it was giving are kept as interrupted. It goes on as a new one",
            timeToLive.toSeconds());
        node = UUID.randomUUID();
        insert(sql);
      }
      sql.commit();
    } finally {
      lock.unlock();
    }
  }

  private void insert(Sql sql) throws SQLException {
    sql.update(
        "INSERT INTO node (id, name, started, serving, deadline) VALUES (?, ?, "
            + NOW
            + ", ?, "
            + NOW
            + " + ?)",
        node,
        name,
        serving,
        timeToLive.toMillis());
  }

  /** This process answers calls from now on. */
  void serves(Sql sql) throws SQLException {
    serving = true;
    sql.update("UPDATE node SET serving = 1 WHERE id = ?", node);
    servers = count(sql);
  }

  /** How many processes answer calls, as of the last renewal; this one is always among them. */
  int servers() {
    return servers;
  }

  private static int count(Sql sql) throws SQLException {
    return (int) Math.max(1, sql.number("SELECT COUNT(*) FROM node WHERE serving = 1"));
  }

  /** Tells the other processes, with the commit of the transaction. */
  void announce(Sql sql, Transaction.Effects effects) throws SQLException {
    if (effects.cachedChange()) {
      sql.exists("SELECT pg_notify(?, ?)", channel, CACHED);
    }
    // A judge looks by itself now and then; a cache does not.
    if (effects.newWork() && others) {
      sql.exists("SELECT pg_notify(?, ?)", channel, WORK);
    }
  }

  /**
   * Declares processes gone whose time is over, and ends the steps of those that are.
   *
   * @return how many steps
   */
  static int reap(Sql sql, long now) throws SQLException {
    List<UUID> silent =
        sql.list(
            "SELECT id FROM node WHERE deadline < " + NOW + " ORDER BY id FOR UPDATE SKIP LOCKED",
            row -> row.uuid("id"));
    for (UUID id : silent) {
      sql.update("DELETE FROM node WHERE id = ?", id);
    }
    int ended =
        sql.update(
            "UPDATE step SET status = 'INTERRUPTED', ended = ?, interrupted_by = ?"
                + " WHERE status = 'OPEN'"
                + " AND NOT EXISTS (SELECT 1 FROM node n WHERE n.id = step.node)",
            now,
            SILENT);
    if (ended > 0 || !silent.isEmpty()) {
      Reserving.releaseEnded(sql);
    }
    return ended;
  }

  private void loop() {
    // It has just joined; and who starts says first how much it found open (Ledger.recover).
    long renewal = System.nanoTime() + timeToLive.toNanos() / RENEWALS;
    boolean silent = false;
    while (!isClosed()) {
      try {
        Sql sql = connected();
        if (renewal - System.nanoTime() <= 0) {
          renew(sql);
          renewal = System.nanoTime() + timeToLive.toNanos() / RENEWALS;
        }
        Duration patience = Duration.ofNanos(Math.max(1, renewal - System.nanoTime()));
        for (String said : database.announced(sql, patience)) {
          if (said.equals(WORK)) {
            changes.workArrived();
          } else {
            changes.cachedChanged();
          }
        }
        silent = false;
      } catch (SQLException e) {
        silent = failed(database.failures().translate(e), silent);
        renewal = System.nanoTime();
      } catch (StoreException e) {
        silent = failed(e, silent);
        renewal = System.nanoTime();
      }
    }
  }

  /** Says it once, and begins anew a little later. */
  private boolean failed(StoreException why, boolean silent) {
    disconnect();
    if (!isClosed()) {
      if (!silent) {
        log.warn("cannot hear the other processes; trying again: {}", why.getMessage());
      }
      changes.foreignCommit();
      pause();
    }
    return true;
  }

  private void renew(Sql sql) throws SQLException {
    sql.begin();
    int known =
        sql.update(
            "UPDATE node SET deadline = " + NOW + " + ? WHERE id = ?", timeToLive.toMillis(), node);
    others = sql.exists("SELECT 1 FROM node WHERE id <> ? LIMIT 1", node);
    servers = count(sql);
    sql.commit();
    if (known == 0) {
      rejoin(sql);
    }
    // Also when there are no others: the last may have left in the middle of an answer.
    endSilent(sql);
  }

  private void endSilent(Sql sql) throws SQLException {
    try {
      sql.begin();
      int ended = reap(sql, System.currentTimeMillis());
      sql.commit();
      if (ended > 0) {
        log.info("{} answers of processes that are gone are kept as interrupted", ended);
      }
    } catch (SQLException e) {
      if (database.failures().fate(e) != Failures.Fate.COLLIDED) {
        throw e;
      }
      // Another process is at it, or writes one of these steps; the next renewal looks again.
      sql.rollback();
    }
  }

  private Sql connected() throws SQLException {
    Sql known = connection;
    if (known == null) {
      known = database.openWriter();
      connection = known;
      known.begin();
      channel =
          known
              .first(
                  "SELECT 'hone_' || md5(current_schema()) AS channel", row -> row.text("channel"))
              .orElseThrow(() -> new SQLException("a selection of a value has a row"));
      known.execute("LISTEN " + channel);
      known.commit();
      // Something may have been said while nobody listened.
      changes.foreignCommit();
    }
    return known;
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

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void pause() {
    long left = retry.toNanos();
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; it ends by close().
      log.warn("the presence of this process was interrupted and goes on");
    } finally {
      lock.unlock();
    }
  }

  /** Leaves for good; the others need not wait for the deadline. After {@link #close}. */
  void leave(Sql sql) throws SQLException {
    sql.begin();
    sql.update("DELETE FROM node WHERE id = ?", node);
    sql.commit();
  }

  /** Hears nothing any more, and is not renewed. */
  @Override
  public void close() throws InterruptedException, SQLException {
    lock.lock();
    try {
      closed = true;
      closing.signal();
    } finally {
      lock.unlock();
    }
    Sql known = connection;
    if (known != null) {
      // The thread may be waiting for announcements; this wakes it.
      known.connection().abort(Runnable::run);
    }
    thread.join(timeToLive);
  }
}
