package dev.hone.store.sql;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A connection and its prepared statements, which are kept for its life: their texts are constants,
 * so there are few. Used by one thread at a time.
 */
public final class Sql implements AutoCloseable {

  /** Reads one row. */
  @FunctionalInterface
  interface Mapper<T> {
    T map(Row row) throws SQLException;
  }

  /** A statement, and where the columns of its rows stand once there was one. */
  private static final class Prepared {

    private final PreparedStatement statement;
    private @Nullable Map<String, Integer> columns;

    Prepared(PreparedStatement statement) {
      this.statement = statement;
    }

    Row row(ResultSet result) throws SQLException {
      Map<String, Integer> known = columns;
      if (known == null) {
        known = new HashMap<>();
        ResultSetMetaData described = result.getMetaData();
        for (int i = 1; i <= described.getColumnCount(); i++) {
          known.put(described.getColumnLabel(i), i);
        }
        columns = known;
      }
      return new Row(result, known);
    }
  }

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, Prepared> prepared = new HashMap<>();

  public Sql(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** What lies below; it stays this object's to close. */
  public Connection connection() {
    return connection;
  }

  Dialect dialect() {
    return dialect;
  }

  /** Begins a transaction that will write. */
  void begin() throws SQLException {
    switch (dialect) {
      case SQLITE -> control("BEGIN IMMEDIATE");
      // The driver sends it along with the first statement.
      case POSTGRESQL -> connection.setAutoCommit(false);
    }
  }

  void commit() throws SQLException {
    switch (dialect) {
      case SQLITE -> control("COMMIT");
      case POSTGRESQL -> connection.commit();
    }
  }

  void rollback() throws SQLException {
    switch (dialect) {
      case SQLITE -> control("ROLLBACK");
      case POSTGRESQL -> connection.rollback();
    }
  }

  /** Runs a statement that changes rows; says how many. */
  public int update(String sql, @Nullable Object... arguments) throws SQLException {
    return run(sql, prepared -> prepared.statement.executeUpdate(), arguments);
  }

  /** Runs one statement without arguments and without a result that matters, unprepared. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A statement whose result does not matter: prepared. */
  void control(String sql) throws SQLException {
    run(sql, prepared -> prepared.statement.execute());
  }

  <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... arguments)
      throws SQLException {
    return query(
        sql,
        (prepared, result) -> {
          List<T> rows = new ArrayList<>();
          Row row = prepared.row(result);
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
        (prepared, result) ->
            result.next() ? Optional.of(mapper.map(prepared.row(result))) : Optional.empty(),
        arguments);
  }

  public boolean exists(String sql, @Nullable Object... arguments) throws SQLException {
    return query(sql, (prepared, result) -> result.next(), arguments);
  }

  /** The first column of the first row; 0 if there is none. */
  public long number(String sql, @Nullable Object... arguments) throws SQLException {
    return query(sql, (prepared, result) -> result.next() ? result.getLong(1) : 0, arguments);
  }

  private interface Execution<T> {
    T of(Prepared prepared) throws SQLException;
  }

  private interface Reading<T> {
    T of(Prepared prepared, ResultSet result) throws SQLException;
  }

  private <T> T query(String sql, Reading<T> reading, @Nullable Object... arguments)
      throws SQLException {
    return run(
        sql,
        prepared -> {
          try (ResultSet result = prepared.statement.executeQuery()) {
            return reading.of(prepared, result);
          }
        },
        arguments);
  }

  private <T> T run(String sql, Execution<T> execution, @Nullable Object... arguments)
      throws SQLException {
    Prepared known = prepared.get(sql);
    if (known == null) {
      known = new Prepared(connection.prepareStatement(sql));
      prepared.put(sql, known);
    }
    PreparedStatement statement = known.statement;
    try {
      for (int i = 0; i < arguments.length; i++) {
        set(statement, i + 1, arguments[i]);
      }
      return execution.of(known);
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

  private void set(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, java.sql.Types.NULL);
      case String text -> statement.setString(index, dialect.text(text));
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Double number -> statement.setDouble(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case UUID id -> statement.setBytes(index, bytes(id));
      case Enum<?> word -> statement.setString(index, word.name());
      case long[] numbers -> statement.setArray(index, array(numbers));
      case Instant instant -> statement.setLong(index, instant.toEpochMilli());
      default -> throw new SQLException("cannot bind a " + value.getClass().getName());
    }
  }

  private Array array(long[] numbers) throws SQLException {
    return connection.createArrayOf("bigint", LongStream.of(numbers).boxed().toArray());
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
