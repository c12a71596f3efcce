package dev.hone.store.sql;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the two databases say differently. */
public enum Dialect {
  /** One process writes at a time: a transaction that has begun needs no other lock. */
  SQLITE {
    @Override
    String skipLocked() {
      return "";
    }

    @Override
    String forUpdate() {
      return "";
    }

    @Override
    String text(String value) {
      return value;
    }

    @Override
    String schema(String text) {
      return text;
    }

    @Override
    String tables() {
      return "SELECT 1 FROM sqlite_master WHERE type = 'table'";
    }

    @Override
    String tableNamed() {
      return "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    }
  },

  /** Several processes write at the same time, each transaction reading what is committed. */
  POSTGRESQL {
    @Override
    String skipLocked() {
      return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    String forUpdate() {
      return " FOR UPDATE";
    }

    /** Its texts cannot hold U+0000; the character for what cannot be shown stands in its place. */
    @Override
    String text(String value) {
      return value.indexOf('\0') < 0 ? value : value.replace('\0', '\ufffd');
    }

    @Override
    String schema(String text) {
      String types =
          text.replace(
                  "INTEGER PRIMARY KEY AUTOINCREMENT",
                  "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
              .replace("INTEGER REFERENCES", "BIGINT REFERENCES");
      return BLOB.matcher(types)
          .replaceAll("BYTEA")
          .lines()
          .map(line -> line.startsWith(ONLY_HERE) ? line.substring(ONLY_HERE.length()) : line)
          .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    String tables() {
      return "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema()";
    }

    @Override
    String tableNamed() {
      return "SELECT 1 FROM information_schema.tables"
          + " WHERE table_schema = current_schema() AND table_name = ?";
    }
  };

  private static final Pattern BLOB = Pattern.compile("\\bBLOB\\b");

  /** A comment to SQLite, a statement to PostgreSQL. */
  private static final String ONLY_HERE = "--postgresql ";

  /** At the end of a query for rows to work on: passes over those that others work on. */
  abstract String skipLocked();

  /** At the end of a query for rows that must not change before the transaction ends. */
  abstract String forUpdate();

  /** A text as it can be kept. */
  abstract String text(String value);

  /** A migration, which is written for SQLite, in this dialect. */
  abstract String schema(String text);

  /** Has a row if the database holds any table. */
  abstract String tables();

  /** Has a row if the database holds the table of this name. */
  abstract String tableNamed();
}
