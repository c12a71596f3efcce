package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sql.Migrations.Migration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Databases that are newer, older, changed, or somebody else's. */
@ParameterizedClass
@EnumSource(Store.class)
class MigrationsTest {

  private final Store store;
  @TempDir Path folder;

  MigrationsTest(Store store) {
    this.store = store;
  }

  private SqlLedger open() {
    return store.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
  }

  private static void assertRefused(ThrowingCallable call, String... hints) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(Code.INCOMPATIBLE);
              assertThat(e.getMessage()).contains(hints);
            });
  }

  /** What a program of another version would do. */
  private void change(String statement) throws SQLException {
    try (SqlLedger ledger = open()) {
      try (Sql sql = ledger.access().database().openMigrator()) {
        sql.update(statement);
      }
    }
  }

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    change("INSERT INTO migration VALUES (99, 'V099__later.sql', 'abc', 0)");
    assertRefused(this::open, "V099__later.sql", "newer version");
  }

  @Test
  void aChangedMigrationIsRefused() throws SQLException {
    change("UPDATE migration SET checksum = 'other'");
    assertRefused(this::open, "another text", "V001__core.sql");
  }

  @Test
  void aMigrationThatFailsLeavesTheDatabaseAsItWas() throws SQLException {
    List<Migration> known = Migrations.ofThisBuild().migrations();
    int next = known.size() + 1;
    Migration broken =
        new Migration(
            next, "V9__x.sql", "CREATE TABLE fine (a INTEGER);\nCREATE TABLE broken (;\n");
    Migration good =
        new Migration(next, "V9__x.sql", "-- a note;\nCREATE TABLE fine (a INTEGER, b BLOB);\n");
    try (SqlLedger ledger = open()) {
      Database database = ledger.access().database();
      try (Sql writer = database.openMigrator()) {
        Migrations failing = with(known, broken);
        assertThatThrownBy(() -> failing.apply(writer, database, Clock.systemUTC()))
            .isInstanceOf(StoreException.class);
        assertThat(writer.exists(store.dialect().tableNamed(), "fine")).isFalse();

        Migrations later = with(known, good);
        assertRefused(() -> later.requireComplete(writer, database), "older version");
        later.apply(writer, database, Clock.systemUTC());
        later.apply(writer, database, Clock.systemUTC());
        later.requireComplete(writer, database);
        assertThat(writer.exists(store.dialect().tableNamed(), "fine")).isTrue();
      }
    }
    assertRefused(this::open, "V9__x.sql");
  }

  private static Migrations with(List<Migration> known, Migration more) {
    List<Migration> all = new ArrayList<>(known);
    all.add(more);
    return new Migrations(all);
  }
}
