package dev.hone.store.sql;

import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Ordered SQL files, applied once each, with their checksums in the table {@code migration}. */
final class Migrations {

  /** In order; files are added at the end and never changed after a release. */
  static final List<String> NAMES =
      List.of(
          "V001__core.sql",
          "V002__nodes.sql",
          "V003__money.sql",
          "V004__privacy.sql",
          "V005__line_reason.sql",
          "V006__clustering.sql",
          "V007__limits.sql",
          "V008__release.sql",
          "V009__lessons.sql",
          "V010__shared_training.sql");

  private final List<Migration> migrations;

  /** One file. */
  record Migration(int number, String name, String text) {

    String checksum() {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    /** Statements end with a semicolon at the end of a line. */
    List<String> statements(Dialect dialect) {
      StringBuilder plain = new StringBuilder();
      dialect
          .schema(text)
          .lines()
          .filter(line -> !line.strip().startsWith("--"))
          .forEach(line -> plain.append(line.stripTrailing()).append('\n'));
      List<String> statements = new ArrayList<>();
      for (String statement : plain.toString().split(";\n")) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
      return statements;
    }
  }

  private record Applied(int number, String name, String checksum) {}

  Migrations(List<Migration> migrations) {
    this.migrations = List.copyOf(migrations);
  }

  List<Migration> migrations() {
    return migrations;
  }

  /** Those that this build knows. */
  static Migrations ofThisBuild() {
    List<Migration> migrations = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      migrations.add(new Migration(i + 1, NAMES.get(i), read(NAMES.get(i))));
    }
    return new Migrations(migrations);
  }

  private static String read(String name) {
    try (InputStream stream = Migrations.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing from this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Brings a database up to date.
   *
   * @throws StoreException {@code INCOMPATIBLE} if it belongs to a newer or another program
   */
  void apply(Sql sql, Database database, Clock clock) {
    try {
      sql.begin();
      try {
        applyMissing(sql, database, clock);
        sql.commit();
      } catch (SQLException | RuntimeException e) {
        try {
          sql.rollback();
        } catch (SQLException second) {
          e.addSuppressed(second);
        }
        throw e;
      }
    } catch (SQLException e) {
      throw database.failures().translate(e);
    }
  }

  private void applyMissing(Sql sql, Database database, Clock clock) throws SQLException {
    if (database.dialect() == Dialect.POSTGRESQL) {
      // Another process may be starting at the same time.
      sql.exists(Lock.TAKE, (Object) new long[] {Lock.MIGRATION.key()});
    }
    if (!hasTable(sql, "migration")) {
      if (sql.exists(database.dialect().tables())) {
        throw incompatible(database, "belongs to another program");
      }
      sql.execute(
          "CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
              + " checksum TEXT NOT NULL, applied BIGINT NOT NULL)");
    }
    int known = check(sql, database);
    for (Migration migration : migrations.subList(known, migrations.size())) {
      for (String statement : migration.statements(database.dialect())) {
        sql.execute(statement);
      }
      sql.update(
          "INSERT INTO migration (number, name, checksum, applied) VALUES (?, ?, ?, ?)",
          migration.number(),
          migration.name(),
          migration.checksum(),
          clock.millis());
    }
  }

  /**
   * Holds the database against the files.
   *
   * @throws StoreException {@code INCOMPATIBLE} also if a migration is missing: a guest makes none
   */
  void requireComplete(Sql sql, Database database) {
    try {
      if (!hasTable(sql, "migration") || check(sql, database) < migrations.size()) {
        throw incompatible(
            database,
            "was written by an older version; start 'hone serve' once to bring it up to date");
      }
    } catch (SQLException e) {
      throw database.failures().translate(e);
    }
  }

  /** How many are applied already; their checksums are right. */
  private int check(Sql sql, Database database) throws SQLException {
    List<Applied> applied =
        sql.list(
            "SELECT number, name, checksum FROM migration ORDER BY number",
            row -> new Applied(row.integer("number"), row.text("name"), row.text("checksum")));
    for (int i = 0; i < applied.size(); i++) {
      Applied done = applied.get(i);
      if (i >= migrations.size() || done.number() != i + 1) {
        throw incompatible(
            database,
            "has the unknown migration " + done.name() + ": it belongs to a newer version");
      }
      if (!done.checksum().equals(migrations.get(i).checksum())) {
        throw incompatible(database, "was made with another text of the migration " + done.name());
      }
    }
    return applied.size();
  }

  private static boolean hasTable(Sql sql, String name) throws SQLException {
    return sql.exists(sql.dialect().tableNamed(), name);
  }

  private static StoreException incompatible(Database database, String why) {
    return new StoreException(
        Code.INCOMPATIBLE, "the " + database.name() + " " + why + ". " + database.otherwise());
  }
}
