package dev.hone.gateway.transfer.parquet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads Parquet files with DuckDB, which shares no code with our writer. */
public final class DuckDb {

  private DuckDb() {}

  /** The rows of a file, each as DuckDB writes it as JSON. */
  public static List<JsonNode> rows(Path file) throws SQLException {
    List<JsonNode> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT to_json(whole_row) FROM read_parquet('" + file + "') whole_row")) {
      while (result.next()) {
        rows.add(JsonMapper.shared().readTree(result.getString(1)));
      }
    }
    return rows;
  }
}
