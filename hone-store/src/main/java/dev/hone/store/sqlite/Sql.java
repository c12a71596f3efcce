package dev.hone.store.sqlite;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection and its prepared statements, which are kept for its life: their texts are constants,
 * so there are few. Used by one thread at a time.
 */
final class Sql implements AutoCloseable {

  /** Reads one row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement that changes rows; says how many. */
  int update(String sql, @Nullable Object... arguments) throws SQLException {
    return run(sql, PreparedStatement::executeUpdate, arguments);
  }

  /** Runs one statement without arguments and without a result that matters, unprepared. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Begins, commits, rolls back: prepared, result ignored. */
  void control(String sql) throws SQLException {
    run(sql, PreparedStatement::execute);
  }

  <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... arguments)
      throws SQLException {
    return query(
        sql,
        result -> {
          List<T> rows = new ArrayList<>();
          Row row = new Row(result);
          while (result.next()) {
            rows.add(mapper.map(row));
          }
          return rows;
        },
        arguments);
  }

  /** The first row, if there is one. */
  <T> Optional<T> first(String sql, Mapper<T> mapper, @Nullable Object... arguments)
      throws SQLException {
    return query(
        sql,
        result -> result.next() ? Optional.of(mapper.map(new Row(result))) : Optional.empty(),
        arguments);
  }

  boolean exists(String sql, @Nullable Object... arguments) throws SQLException {
    return query(sql, ResultSet::next, arguments);
  }

  /** The first column of the first row; 0 if there is none. */
  long number(String sql, @Nullable Object... arguments) throws SQLException {
    return query(sql, result -> result.next() ? result.getLong(1) : 0, arguments);
  }

  /** The sequence number that the last insert of this connection was given. */
  long lastSequence() throws SQLException {
    return number("SELECT last_insert_rowid()");
  }

  private interface Execution<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  private interface Reading<T> {
    T of(ResultSet result) throws SQLException;
  }

  private <T> T query(String sql, Reading<T> reading, @Nullable Object... arguments)
      throws SQLException {
    return run(
        sql,
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            return reading.of(result);
          }
        },
        arguments);
  }

  private <T> T run(String sql, Execution<T> execution, @Nullable Object... arguments)
      throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    try {
      for (int i = 0; i < arguments.length; i++) {
        set(statement, i + 1, arguments[i]);
      }
      return execution.of(statement);
    } catch (SQLException e) {
      // The driver finalizes a statement that failed: it cannot be used again.
      prepared.remove(sql);
      try {
        statement.close();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, java.sql.Types.NULL);
      case String text -> statement.setString(index, text);
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case UUID id -> statement.setBytes(index, bytes(id));
      case Enum<?> word -> statement.setString(index, word.name());
      case Instant instant -> statement.setLong(index, instant.toEpochMilli());
      default -> throw new SQLException("cannot bind a " + value.getClass().getName());
    }
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(Long.BYTES * 2)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
