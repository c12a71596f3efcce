package dev.hone.store.sqlite;

import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Dialect;
import dev.hone.store.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * Keeps a second serving process out of a data folder. The operating system gives the lock up when
 * the process ends, however it ends.
 *
 * <p>The lock is SQLite's, on an empty database {@code serve.lock}, not a {@code FileLock}: closing
 * any channel on a file gives up all of a process's POSIX locks on it, so that a second attempt
 * within one process would silently unlock the first. SQLite takes care of that.
 */
final class FolderLock implements AutoCloseable {

  private static final String LOCK = "serve.lock";
  private static final String PID = "serve.pid";

  private final Sql held;

  private FolderLock(Sql held) {
    this.held = held;
  }

  static FolderLock take(Path folder) {
    Path lock = folder.resolve(LOCK);
    Path pid = folder.resolve(PID);
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setBusyTimeout(0);
      Sql sql = new Sql(config.createConnection("jdbc:sqlite:" + lock), Dialect.SQLITE);
      try {
        sql.execute("BEGIN EXCLUSIVE");
        Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
        return new FolderLock(sql);
      } catch (SQLException | IOException e) {
        sql.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "the data folder "
              + folder
              + " is in use by process "
              + holder(pid)
              + "; stop that process or choose another data folder",
          e);
    } catch (IOException e) {
      throw new StoreException(
          Code.UNAVAILABLE,
          "cannot write to the data folder " + folder + " (" + e + "); check its rights and space",
          e);
    }
  }

  private static String holder(Path pid) {
    try {
      return Files.readString(pid).strip();
    } catch (IOException unreadable) {
      return "(unknown: " + pid + " cannot be read)";
    }
  }

  @Override
  public void close() {
    try {
      held.close();
    } catch (SQLException e) {
      throw new StoreException(Code.UNAVAILABLE, "cannot give up " + LOCK, e);
    }
  }
}
