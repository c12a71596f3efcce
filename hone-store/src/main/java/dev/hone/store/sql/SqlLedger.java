package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TenantLedger;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger over an SQL database: one writing thread with group commit, a few readers. */
public abstract class SqlLedger implements Ledger {

  private final Access access;
  private final Tenants tenants;
  private final ApiKeys keys;
  private final SqlWork work;
  private final SqlVersions versions;
  // What is open, to be closed from the last to the first.
  private final Deque<AutoCloseable> open;

  /** An open database and all that works on it. */
  public static final class Opened {

    private final Access access;
    private final Deque<AutoCloseable> open;

    private Opened(Access access, Deque<AutoCloseable> open) {
      this.access = access;
      this.open = open;
    }
  }

  /** Something that is done before a database is opened, and undone after it is closed. */
  @FunctionalInterface
  protected interface Preparation {
    @Nullable AutoCloseable prepare();
  }

  protected SqlLedger(Opened opened) {
    this.access = opened.access;
    this.keys = new ApiKeys(access);
    this.tenants = new Tenants(access, keys);
    this.work = new SqlWork(access);
    this.versions = new SqlVersions(access);
    this.open = opened.open;
  }

  /**
   * Opens a database.
   *
   * @param preparation done first
   * @param migrate whether to bring the tables up to date; else they must be
   * @throws StoreException {@code UNAVAILABLE}, {@code INCOMPATIBLE}, {@code CORRUPT}, {@code FULL}
   */
  protected static Opened open(
      Database database,
      LedgerOptions options,
      Clock clock,
      Preparation preparation,
      boolean migrate) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      AutoCloseable prepared = preparation.prepare();
      if (prepared != null) {
        open.push(prepared);
      }
      if (migrate) {
        try (Sql sql = database.openMigrator()) {
          Migrations.ofThisBuild().apply(sql, database, clock);
        }
      }
      Sql writer = database.openWriter();
      open.push(writer);
      Migrations.ofThisBuild().requireComplete(writer, database);
      Changes changes = new Changes();
      Readers readers = new Readers(database, options);
      open.push(readers);
      Presence presence =
          switch (database.dialect()) {
            case SQLITE -> null;
            case POSTGRESQL ->
                new Presence(
                    database,
                    changes,
                    options.nodeTimeToLive(),
                    options.foreignPoll(),
                    "process " + ProcessHandle.current().pid());
          };
      Batches batches =
          presence == null
              ? new SavepointBatches(database, writer, changes)
              : new RetryingBatches(database, writer, presence, changes, options);
      GroupCommit commits = new GroupCommit(batches, database.failures(), options);
      commits.start();
      // It closes the connection that it has taken over.
      open.remove(writer);
      open.push(commits);
      if (presence != null) {
        presence.start();
        open.push(presence);
      }
      Access access = Access.of(database, presence, commits, readers, changes, options, clock);
      open.addLast(access.packed());
      return new Opened(access, open);
    } catch (Exception e) {
      StoreException failure =
          e instanceof StoreException known
              ? known
              : new StoreException(
                  Code.UNAVAILABLE, "cannot open the " + database.name() + ": " + e, e);
      closeAll(open, failure);
      throw failure;
    }
  }

  @Override
  public void createTenant(TenantId id, String name) {
    tenants.create(id, name);
  }

  @Override
  public List<TenantId> tenants() {
    return tenants.all();
  }

  @Override
  public TenantLedger tenant(TenantId id) {
    return tenants.open(id);
  }

  @Override
  public String issueKey(KeyGrant grant) {
    return keys.issue(grant).secret();
  }

  @Override
  public Optional<KeyRing.Identity> identify(String secret) {
    return keys.identify(secret);
  }

  @Override
  public void serves() {
    Presence presence = access.presence();
    if (presence != null) {
      access
          .commits()
          .write(
              transaction -> {
                presence.serves(transaction.sql());
                return presence;
              });
    }
  }

  @Override
  public int servers() {
    Presence presence = access.presence();
    return presence == null ? 1 : presence.servers();
  }

  @Override
  public Optional<String> whyEnded(String secret) {
    return keys.whyEnded(secret);
  }

  @Override
  public WorkBoard work() {
    return work;
  }

  @Override
  public VersionBook versions() {
    return versions;
  }

  /** For tests of what lies below. */
  Access access() {
    return access;
  }

  /** Marks all steps that are open as interrupted: their process has ended. */
  protected final int interruptOpenSteps() {
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              // Whoever was judging may be gone; if not, the next epoch fences him.
              sql.update(
                  "UPDATE judging SET state = 'WAITING' WHERE state <> 'DONE' AND state = 'LEASED'");
              int ended =
                  sql.update(
                      "UPDATE step SET status = 'INTERRUPTED', ended = ?,"
                          + " interrupted_by = 'the process ended' WHERE status = 'OPEN'",
                      access.now());
              Reserving.releaseEnded(sql);
              return ended;
            });
  }

  /** Marks the open steps of processes that are gone as interrupted. */
  protected final int interruptStepsOfSilentProcesses() {
    return access
        .commits()
        .write(transaction -> Presence.reap(transaction.sql(), access.now().toEpochMilli()));
  }

  /** Writes one row; says why that did not succeed. */
  protected final Optional<String> probe() {
    try {
      access
          .commits()
          .write(
              transaction ->
                  transaction
                      .sql()
                      .update(
                          "INSERT INTO write_probe (id, at) VALUES (1, ?)"
                              + " ON CONFLICT (id) DO UPDATE SET at = excluded.at",
                          access.now()));
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(e.code() + ": " + e.getMessage());
    }
  }

  /** Writes what is waiting and closes the database. A second call does nothing. */
  @Override
  public void close() {
    StoreException failure = new StoreException(Code.UNAVAILABLE, "the ledger did not close well");
    tenants.close();
    synchronized (open) {
      closeAll(open, failure);
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(Deque<AutoCloseable> open, StoreException failure) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
  }
}
