package dev.hone.store.sql;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Failures.Fate;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bounded pool of connections that only read. Thread-safe. */
final class Readers implements AutoCloseable {

  /** A read. */
  @FunctionalInterface
  interface Query<T> {
    T run(Sql sql) throws SQLException;
  }

  private final Database database;
  private final LedgerOptions options;
  private final BlockingQueue<Place> idle;
  private volatile boolean closed;

  /** A connection, or the place of one that broke. */
  private static final class Place implements AutoCloseable {

    private final Database database;
    private @Nullable Sql sql;

    Place(Database database) {
      this.database = database;
      this.sql = database.openReader();
    }

    Sql sql() {
      Sql known = sql;
      if (known == null) {
        known = database.openReader();
        sql = known;
      }
      return known;
    }

    @Override
    public void close() throws SQLException {
      Sql known = sql;
      sql = null;
      if (known != null) {
        known.close();
      }
    }
  }

  Readers(Database database, LedgerOptions options) {
    this.database = database;
    this.options = options;
    this.idle = new ArrayBlockingQueue<>(options.readers());
    try {
      for (int i = 0; i < options.readers(); i++) {
        idle.add(new Place(database));
      }
    } catch (StoreException e) {
      closeIdle(e);
      throw e;
    }
  }

  private void closeIdle(StoreException failure) {
    for (Place place : idle) {
      try {
        place.close();
      } catch (SQLException second) {
        failure.addSuppressed(second);
      }
    }
  }

  <T> T read(Query<T> query) {
    if (closed) {
      throw new StoreException(Code.UNAVAILABLE, "the ledger is closed");
    }
    Place place = borrow();
    try {
      try {
        return query.run(place.sql());
      } catch (SQLException e) {
        if (database.failures().fate(e) != Fate.DISCONNECTED) {
          throw e;
        }
        // It may have been broken since its last use; a new one tells.
        drop(place, e);
        return query.run(place.sql());
      }
    } catch (SQLException e) {
      if (database.failures().fate(e) == Fate.DISCONNECTED) {
        drop(place, e);
      }
      throw database.failures().translate(e);
    } finally {
      idle.add(place);
    }
  }

  private static void drop(Place place, SQLException why) {
    try {
      place.close();
    } catch (SQLException second) {
      why.addSuppressed(second);
    }
  }

  private Place borrow() {
    try {
      Place place = idle.poll(options.readWait().toMillis(), TimeUnit.MILLISECONDS);
      if (place == null) {
        throw new StoreException(
            Code.OVERLOADED,
            "no reading connection became free in "
                + options.readWait().toSeconds()
                + " s; "
                + options.readers()
                + " are in use. Ask less at once or raise the number of readers");
      }
      return place;
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
      try (Place place = borrow()) {
        // Closed when it comes back from its last reader.
      } catch (SQLException e) {
        throw database.failures().translate(e);
      }
    }
  }
}
