package dev.hone.store.postgres;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.sql.SqlLedger;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in a PostgreSQL database. Several processes, on several machines, may open the same
 * one and serve the same sessions:
 *
 * <ul>
 *   <li>What must not happen at the same time (finding a session, numbering its steps, judging a
 *       step, moving a version) is held together by advisory locks of the transaction.
 *   <li>Each process has a row with a deadline. One that is silent for longer than {@link
 *       LedgerOptions#nodeTimeToLive()} is declared gone by the others: its open steps are marked
 *       as interrupted, and what it writes to them later is refused as {@code FENCED}.
 *   <li>What is cached is dropped when another process announces a change (NOTIFY).
 *   <li>A lost connection is made again by the next call; until the server is back, calls fail with
 *       {@code UNAVAILABLE}.
 * </ul>
 *
 * <p>Deadlines of sample leases and judgings are by the clock that is given; the clocks of machines
 * that share a database must agree to well within a lease. Thread-safe.
 */
public final class PostgresLedger extends SqlLedger {

  private PostgresLedger(Opened opened) {
    super(opened);
  }

  /**
   * Opens a database, making or migrating the tables of its current schema.
   *
   * @param url {@code jdbc:postgresql://host:port/database}, with the driver's parameters if need
   *     be (such as {@code sslmode=verify-full}), but without a password
   * @param user null for the one in the URL, or the operating system's
   * @param password null where the server asks for none; never shown
   * @throws StoreException {@code UNAVAILABLE} if it cannot be reached, {@code INCOMPATIBLE}
   */
  public static PostgresLedger open(
      String url,
      @Nullable String user,
      @Nullable String password,
      LedgerOptions options,
      Clock clock) {
    PostgresDatabase database = new PostgresDatabase(url, user, password, options);
    return new PostgresLedger(open(database, options, clock, () -> null, true));
  }

  /**
   * Tries to reach a database, changing nothing.
   *
   * @return which database it is, and the server's version
   * @throws StoreException as {@link #open}
   */
  public static String reach(
      String url, @Nullable String user, @Nullable String password, LedgerOptions options) {
    PostgresDatabase database = new PostgresDatabase(url, user, password, options);
    return database.name() + ", version " + database.serverVersion();
  }

  /** A database for people to read: without parameters, which may hold secrets. */
  public static String nameOf(String url) {
    return new PostgresDatabase(url, null, null, LedgerOptions.defaults()).name();
  }

  /** Marks the open steps of processes that are gone as interrupted; those of others go on. */
  @Override
  public int recover() {
    return interruptStepsOfSilentProcesses();
  }

  @Override
  public Optional<String> unwritable() {
    return probe();
  }
}
