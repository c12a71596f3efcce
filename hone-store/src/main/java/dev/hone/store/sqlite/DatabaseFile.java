package dev.hone.store.sqlite;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** The database file: how connections to it are opened. */
final class DatabaseFile {

  /** The name of the file in the data folder. */
  static final String NAME = "hone.db";

  /** What the WAL is cut back to after a checkpoint. */
  private static final long WAL_LIMIT = 64L << 20;

  /**
   * Pages in the WAL before they are copied back into the file. A step touches about ten: with
   * SQLite's 1000, every hundredth step would pay for two more synchronisations.
   */
  private static final int CHECKPOINT_PAGES = 8192;

  /** Page cache of a connection, in KiB. The writer's must hold all that a batch touches. */
  private static final int WRITER_CACHE = 32 << 10;

  private static final int READER_CACHE = 8 << 10;

  private final Path file;
  private final LedgerOptions options;
  private final Failures failures;

  DatabaseFile(Path folder, LedgerOptions options) {
    this.file = folder.resolve(NAME);
    this.options = options;
    this.failures = new Failures(file);
  }

  Path path() {
    return file;
  }

  Failures failures() {
    return failures;
  }

  /** A connection that may write: every commit is on the disk when it returns. */
  Sql openWriter(boolean create) {
    return open(create, false);
  }

  /** A connection that may only read. */
  Sql openReader() {
    return open(false, true);
  }

  private Sql open(boolean create, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setBusyTimeout(Math.toIntExact(options.busyTimeout().toMillis()));
    Connection connection = null;
    try {
      connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA foreign_keys = ON");
        statement.execute("PRAGMA journal_size_limit = " + WAL_LIMIT);
        statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        // Negative: KiB instead of pages.
        statement.execute("PRAGMA cache_size = -" + (readOnly ? READER_CACHE : WRITER_CACHE));
        if (readOnly) {
          statement.execute("PRAGMA query_only = ON");
        } else if (options.maximumPages() > 0) {
          statement.execute("PRAGMA max_page_count = " + options.maximumPages());
        }
      }
      return new Sql(connection);
    } catch (SQLException e) {
      StoreException failure = failures.translate(e);
      if (connection != null) {
        try {
          connection.close();
        } catch (SQLException second) {
          failure.addSuppressed(second);
        }
      }
      throw failure;
    }
  }
}
