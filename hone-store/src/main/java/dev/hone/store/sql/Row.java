package dev.hone.store.sql;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result.
 *
 * @param columns where each column stands; drivers look names up far more slowly
 */
record Row(ResultSet result, Map<String, Integer> columns) {

  private int at(String column) throws SQLException {
    Integer at = columns.get(column);
    if (at == null) {
      throw new SQLException("there is no column " + column);
    }
    return at;
  }

  String text(String column) throws SQLException {
    return present(column, result.getString(at(column)));
  }

  @Nullable String textOrNull(String column) throws SQLException {
    return result.getString(at(column));
  }

  long number(String column) throws SQLException {
    return result.getLong(at(column));
  }

  int integer(String column) throws SQLException {
    return result.getInt(at(column));
  }

  @Nullable Long numberOrNull(String column) throws SQLException {
    long value = result.getLong(at(column));
    return result.wasNull() ? null : value;
  }

  @Nullable Double realOrNull(String column) throws SQLException {
    double value = result.getDouble(at(column));
    return result.wasNull() ? null : value;
  }

  boolean flag(String column) throws SQLException {
    return result.getInt(at(column)) != 0;
  }

  Instant instant(String column) throws SQLException {
    return Instant.ofEpochMilli(number(column));
  }

  byte[] bytes(String column) throws SQLException {
    return present(column, result.getBytes(at(column)));
  }

  byte @Nullable [] bytesOrNull(String column) throws SQLException {
    return result.getBytes(at(column));
  }

  UUID uuid(String column) throws SQLException {
    return toUuid(bytes(column));
  }

  @Nullable UUID uuidOrNull(String column) throws SQLException {
    byte[] value = result.getBytes(at(column));
    return value == null ? null : toUuid(value);
  }

  private static UUID toUuid(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static <T> T present(String column, @Nullable T value) throws SQLException {
    if (value == null) {
      throw new SQLException("column " + column + " is null");
    }
    return value;
  }
}
