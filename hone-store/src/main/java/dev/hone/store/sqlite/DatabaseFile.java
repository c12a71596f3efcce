package dev.hone.store.sqlite;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.sql.Database;
import dev.hone.store.sql.Dialect;
import dev.hone.store.sql.Failures;
import dev.hone.store.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** The database file: how connections to it are opened. */
final class DatabaseFile implements Database {

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
  private final SqliteFailures failures;

  DatabaseFile(Path folder, LedgerOptions options) {
    this.file = folder.resolve(NAME);
    this.options = options;
    this.failures = new SqliteFailures(file);
  }

  Path path() {
    return file;
  }

  @Override
  public Failures failures() {
    return failures;
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public String name() {
    return "database file " + file;
  }

  @Override
  public String otherwise() {
    return "Use the version of Hone that wrote it, or another data folder";
  }

  @Override
  public Sql openMigrator() {
    return open(true, false);
  }

  /** A connection that may write: every commit is on the disk when it returns. */
  @Override
  public Sql openWriter() {
    return open(false, false);
  }

  /** A connection that may only read. */
  @Override
  public Sql openReader() {
    return open(false, true);
  }

  @Override
  public long foreignCommits(Sql sql) throws SQLException {
    return sql.number("PRAGMA data_version");
  }

  /** Nobody announces: commits are counted. */
  @Override
  public List<String> announced(Sql sql, Duration patience) {
    return List.of();
  }

  private Sql open(boolean create, boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    // Nobody asks for them, and the driver would look them up after every insert.
    config.setGetGeneratedKeys(false);
    config.setBusyTimeout(Math.toIntExact(options.busyTimeout().toMillis()));
    Connection connection = null;
    try {
      connection = config.createConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute("PRAGMA foreign_keys = ON");
        // What a savepoint would restore; in a file, it would be written a second time.
        statement.execute("PRAGMA temp_store = MEMORY");
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
      return new Sql(connection, Dialect.SQLITE);
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
