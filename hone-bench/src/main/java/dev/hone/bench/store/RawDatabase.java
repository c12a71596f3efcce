package dev.hone.bench.store;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The least that a step needs: one row, inserted with the request, updated with the answer, bodies
 * compressed as the ledger does. Same journal mode and synchronisation. Owned by one thread.
 */
final class RawDatabase implements AutoCloseable {

  private static final int LEVEL = 1;

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement update;

  RawDatabase(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute(
          "CREATE TABLE step (id BLOB PRIMARY KEY, request BLOB NOT NULL, response BLOB)"
              + " WITHOUT ROWID");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO step (id, request) VALUES (?, ?)");
    update = connection.prepareStatement("UPDATE step SET response = ? WHERE id = ?");
  }

  /** Ids grow, as the ledger's do. */
  static byte[] id(long number) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(0).putLong(number).array();
  }

  static byte[] compressed(byte[] body) {
    return Zstd.compress(body, LEVEL);
  }

  void insert(byte[] id, byte[] request) throws SQLException {
    insert.setBytes(1, id);
    insert.setBytes(2, request);
    insert.executeUpdate();
  }

  void complete(byte[] id, byte[] response) throws SQLException {
    update.setBytes(1, response);
    update.setBytes(2, id);
    update.executeUpdate();
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    update.close();
    connection.close();
  }
}
