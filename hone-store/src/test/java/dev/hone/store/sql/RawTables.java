package dev.hone.store.sql;

import dev.hone.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Every value of every table of a database as one text, bodies unpacked; for searching in it. */
final class RawTables {

  private RawTables() {}

  static String of(SqlLedger ledger) {
    StringBuilder all = new StringBuilder();
    return ledger
        .access()
        .readers()
        .read(
            sql -> {
              List<String> tables =
                  switch (sql.dialect()) {
                    case SQLITE ->
                        sql.list(
                            "SELECT name FROM sqlite_master WHERE type = 'table'",
                            row -> row.text("name"));
                    case POSTGRESQL ->
                        sql.list(
                            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables"
                                + " WHERE table_schema = current_schema()",
                            row -> row.text("name"));
                  };
              for (String table : tables) {
                sql.list(
                    "SELECT * FROM " + table,
                    row -> {
                      int columns = row.result().getMetaData().getColumnCount();
                      for (int i = 1; i <= columns; i++) {
                        Object value = row.result().getObject(i);
                        all.append(value instanceof byte[] bytes ? text(bytes) : value).append(' ');
                      }
                      return all.append('\n').length();
                    });
              }
              return all.toString();
            });
  }

  private static String text(byte[] bytes) {
    String plain = new String(bytes, StandardCharsets.UTF_8);
    if (bytes.length > 0 && bytes[0] == 1) {
      try {
        return new String(Packed.unpack(bytes), StandardCharsets.UTF_8);
      } catch (StoreException noBody) {
        // Some other bytes that begin with 1.
        return plain;
      }
    }
    return plain;
  }
}
