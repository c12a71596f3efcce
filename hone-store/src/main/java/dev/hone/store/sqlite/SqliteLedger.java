package dev.hone.store.sqlite;

import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TenantLedger;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The ledger in one SQLite file {@code hone.db} of a data folder: WAL, every commit synchronous,
 * one writing thread with group commit, a few reading connections. One process owns the folder;
 * others may open it as guests.
 *
 * <p>Commits of another process are noticed before the next write and otherwise within {@link
 * LedgerOptions#foreignPoll()}. Thread-safe.
 */
public final class SqliteLedger implements Ledger {

  private final Path folder;
  private final LedgerOptions options;
  private final Ownership ownership;
  private final Access access;
  private final Tenants tenants;
  private final ApiKeys keys;
  private final SqliteWork work;
  private final SqliteVersions versions;
  // What is open, to be closed from the last to the first.
  private final Deque<AutoCloseable> open;

  private SqliteLedger(
      Path folder,
      LedgerOptions options,
      Ownership ownership,
      Access access,
      Deque<AutoCloseable> open) {
    this.folder = folder;
    this.options = options;
    this.ownership = ownership;
    this.access = access;
    this.tenants = new Tenants(access);
    this.keys = new ApiKeys(access);
    this.work = new SqliteWork(access);
    this.versions = new SqliteVersions(access);
    this.open = open;
  }

  /** Opens a data folder as its owner, making what is missing. */
  public static SqliteLedger open(Path folder, LedgerOptions options, Clock clock) {
    return open(folder, options, clock, Ownership.OWNER);
  }

  /**
   * Opens a data folder.
   *
   * @throws StoreException {@code UNAVAILABLE} if the folder cannot be used or another process owns
   *     it, {@code INCOMPATIBLE}, {@code CORRUPT}, {@code FULL}
   */
  public static SqliteLedger open(
      Path folder, LedgerOptions options, Clock clock, Ownership ownership) {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      DatabaseFile file = new DatabaseFile(folder, options);
      switch (ownership) {
        case OWNER -> {
          makeFolder(folder);
          open.push(FolderLock.take(folder));
          try (Sql sql = file.openWriter(true)) {
            Migrations.ofThisBuild().apply(sql, file, clock);
          }
        }
        case GUEST -> {
          if (!Files.exists(file.path())) {
            throw new StoreException(
                Code.UNAVAILABLE,
                "there is no ledger in " + folder + "; start 'hone serve' on that folder first");
          }
        }
      }
      Sql writer = file.openWriter(false);
      open.push(writer);
      Migrations.ofThisBuild().requireComplete(writer, file);
      Changes changes = new Changes();
      GroupCommit commits =
          new GroupCommit(writer, file.failures(), options, changes::foreignCommit);
      commits.start();
      // It closes the connection that it has taken over.
      open.pop();
      open.push(commits);
      Readers readers = new Readers(file, options);
      open.push(readers);
      Access access = Access.of(file, commits, readers, changes, options, clock);
      return new SqliteLedger(folder, options, ownership, access, open);
    } catch (Exception e) {
      StoreException failure =
          e instanceof StoreException known
              ? known
              : new StoreException(Code.UNAVAILABLE, "cannot open the ledger in " + folder, e);
      closeAll(open, failure);
      throw failure;
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "the data folder "
              + folder
              + " cannot be made ("
              + e
              + "); choose a folder that you may write to",
          e);
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
    return keys.issue(grant);
  }

  @Override
  public Optional<KeyGrant> authenticate(String secret) {
    return keys.authenticate(secret);
  }

  @Override
  public WorkBoard work() {
    return work;
  }

  @Override
  public VersionBook versions() {
    return versions;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException {@code CONFLICT} in a guest: the owner's steps may be open
   */
  @Override
  public int recover() {
    if (ownership != Ownership.OWNER) {
      throw new StoreException(Code.CONFLICT, "only the process that owns the store recovers it");
    }
    return access
        .commits()
        .write(
            transaction -> {
              Sql sql = transaction.sql();
              // Whoever was judging may be gone; if not, the next epoch fences him.
              sql.update(
                  "UPDATE judging SET state = 'WAITING' WHERE state <> 'DONE' AND state = 'LEASED'");
              return sql.update(
                  "UPDATE step SET status = 'INTERRUPTED', ended = ?,"
                      + " interrupted_by = 'the process ended' WHERE status = 'OPEN'",
                  access.now());
            });
  }

  /** For tests of what lies below. */
  Access access() {
    return access;
  }

  @Override
  public Optional<String> unwritable() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < options.minimumFree()) {
        return Optional.of(
            "only "
                + (free >> 20)
                + " MiB are free on the disk of "
                + folder
                + ", less than the "
                + (options.minimumFree() >> 20)
                + " MiB that are kept free; free space or move the data folder");
      }
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
    } catch (IOException e) {
      return Optional.of("the disk of " + folder + " does not answer: " + e);
    }
  }

  /** Writes what is waiting and closes the file. A second call does nothing. */
  @Override
  public void close() {
    StoreException failure = new StoreException(Code.UNAVAILABLE, "the ledger did not close well");
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
