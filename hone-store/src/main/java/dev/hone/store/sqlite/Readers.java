package dev.hone.store.sqlite;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bounded pool of connections that only read. Thread-safe. */
final class Readers implements AutoCloseable {

  /** A read. */
  @FunctionalInterface
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  private final DatabaseFile file;
  private final LedgerOptions options;
  private final BlockingQueue<Sql> idle;
  private volatile boolean closed;

  Readers(DatabaseFile file, LedgerOptions options) {
    this.file = file;
    this.options = options;
    this.idle = new ArrayBlockingQueue<>(options.readers());
    for (int i = 0; i < options.readers(); i++) {
      idle.add(file.openReader());
    }
  }

  <T> T read(Query<T> query) {
    if (closed) {
      throw new StoreException(Code.UNAVAILABLE, "the ledger is closed");
    }
    Sql sql = borrow();
    try {
      return query.run(sql);
    } catch (SQLException e) {
      throw file.failures().translate(e);
    } finally {
      idle.add(sql);
    }
  }

  private Sql borrow() {
    try {
      Sql sql = idle.poll(options.readWait().toMillis(), TimeUnit.MILLISECONDS);
      if (sql == null) {
        throw new StoreException(
            Code.OVERLOADED,
            "no reading connection became free in "
                + options.readWait().toSeconds()
                + " s; "
                + options.readers()
                + " are in use. Ask less at once or raise the number of readers");
      }
      return sql;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          Code.UNAVAILABLE, "interrupted while waiting for a reading connection", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < options.readers(); i++) {
      try (Sql sql = borrow()) {
        // Closed when it comes back from its last reader.
      } catch (SQLException e) {
        throw file.failures().translate(e);
      }
    }
  }
}
