package dev.hone.bench.gateway;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Counts what a running Hone keeps, in its database file.
 *
 * @param database of SQLite, written by the service alone
 */
record KeptSteps(Path database) {

  static KeptSteps of(Path data) {
    return new KeptSteps(data.resolve("hone.db"));
  }

  /** Steps whose answer is whole. */
  long complete() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM step WHERE status = 'COMPLETE'")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
