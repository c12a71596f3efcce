package dev.hone.store.sqlite;

import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what SQLite says into what the store says. */
final class SqliteFailures implements Failures {

  /** An I/O error with less than this free is taken for a full disk. */
  private static final long FULL_BELOW = 256 << 10;

  private final Path file;

  SqliteFailures(Path file) {
    this.file = file;
  }

  /** There is no connection that could break, and no other writer in a transaction that began. */
  @Override
  public Fate fate(SQLException failure) {
    return Fate.REFUSED;
  }

  @Override
  public StoreException ofSql(SQLException failure) {
    SQLiteErrorCode extended =
        failure instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.SQLITE_ERROR;
    // The low byte is the primary code.
    return switch (extended.code & 0xff) {
      case 13 -> full(failure);
      case 10 -> diskIsFull() ? full(failure) : unavailable("cannot be read or written", failure);
      case 11, 26 ->
          new StoreException(
              Code.CORRUPT,
              "the database file "
                  + file
                  + " is damaged or is no database ("
                  + failure.getMessage()
                  + "); move it away and put a backup in its place, or save what can be read with"
                  + " 'sqlite3 "
                  + file.getFileName()
                  + " .recover'",
              failure);
      case 5, 6 ->
          unavailable(
              "is being written by another process for too long; end that process", failure);
      case 3, 8, 14 ->
          unavailable(
              "cannot be opened for writing; check the owner and the rights of its folder",
              failure);
      case 19 ->
          new StoreException(
              Code.CONFLICT,
              "the write breaks a rule of the schema: " + failure.getMessage(),
              failure);
      default -> unavailable("failed", failure);
    };
  }

  private StoreException full(SQLException failure) {
    return new StoreException(
        Code.FULL,
        "no space left for "
            + file
            + "; free space on that disk or move the data folder. Nothing that was acknowledged is"
            + " lost; writing goes on by itself when there is space",
        failure);
  }

  private StoreException unavailable(String what, SQLException failure) {
    return new StoreException(
        Code.UNAVAILABLE,
        "the database file " + file + " " + what + " (" + failure.getMessage() + ")",
        failure);
  }

  private boolean diskIsFull() {
    try {
      return Files.getFileStore(file).getUsableSpace() < FULL_BELOW;
    } catch (IOException unknown) {
      // Then the first error is the one to report.
      return false;
    }
  }
}
