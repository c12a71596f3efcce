package dev.hone.store.sqlite;

import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.SqlLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The ledger in one SQLite file {@code hone.db} of a data folder: WAL, every commit synchronous,
 * one writing thread with group commit, a few reading connections. One process owns the folder;
 * others may open it as guests.
 *
 * <p>Commits of another process are noticed before the next write and otherwise within {@link
 * LedgerOptions#foreignPoll()}. Thread-safe.
 */
public final class SqliteLedger extends SqlLedger {

  private final Path folder;
  private final LedgerOptions options;
  private final Ownership ownership;

  private SqliteLedger(Opened opened, Path folder, LedgerOptions options, Ownership ownership) {
    super(opened);
    this.folder = folder;
    this.options = options;
    this.ownership = ownership;
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
    DatabaseFile file = new DatabaseFile(folder, options);
    Opened opened =
        open(
            file,
            options,
            clock,
            () ->
                switch (ownership) {
                  case OWNER -> {
                    makeFolder(folder);
                    yield FolderLock.take(folder);
                  }
                  case GUEST -> {
                    requireFile(file, folder);
                    yield null;
                  }
                },
            ownership == Ownership.OWNER);
    return new SqliteLedger(opened, folder, options, ownership);
  }

  private static void requireFile(DatabaseFile file, Path folder) {
    if (!Files.exists(file.path())) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "there is no ledger in " + folder + "; start 'hone serve' on that folder first");
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
    return interruptOpenSteps();
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
      return probe();
    } catch (IOException e) {
      return Optional.of("the disk of " + folder + " does not answer: " + e);
    }
  }
}
