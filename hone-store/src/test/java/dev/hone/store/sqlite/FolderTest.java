package dev.hone.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.TenantId;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.sqlite.Migrations.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data folders that are taken, missing, damaged, newer, or somebody else's. */
class FolderTest {

  @TempDir Path folder;

  private SqliteLedger open() {
    return SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
  }

  private SqliteLedger guest() {
    return SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC(), Ownership.GUEST);
  }

  private static void assertRefused(Code code, ThrowingCallable call, String... hints) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.getMessage()).contains(hints);
            });
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(DatabaseFile.NAME));
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  @Test
  void hasOneOwner() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try (SqliteLedger first = open()) {
      for (int i = 0; i < 2; i++) {
        assertRefused(
            Code.UNAVAILABLE, this::open, folder.toString(), "in use by process " + pid, "stop");
      }
      try (SqliteLedger guest = guest()) {
        first.createTenant(new TenantId("acme"), "Acme");
        assertThat(guest.tenants()).containsExactly(new TenantId("acme"));
        assertRefused(Code.CONFLICT, guest::recover, "owns the store");
      }
    }
    open().close();
  }

  @Test
  void aGuestNeedsALedger() {
    assertRefused(Code.UNAVAILABLE, this::guest, folder.toString(), "hone serve");
  }

  @Test
  void aFolderThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertRefused(
        Code.UNAVAILABLE,
        () -> SqliteLedger.open(file, LedgerOptions.defaults(), Clock.systemUTC()),
        file.toString(),
        "choose a folder");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    Path file = folder.resolve(DatabaseFile.NAME);
    Files.write(file, noise);
    assertRefused(Code.CORRUPT, this::open, file.toString(), "backup");
    assertThat(Files.readAllBytes(file)).isEqualTo(noise);
  }

  @Test
  void aDamagedDatabaseIsFoundOut() throws IOException {
    try (SqliteLedger ledger = open()) {
      ledger.createTenant(new TenantId("acme"), "Acme");
    }
    Path file = folder.resolve(DatabaseFile.NAME);
    byte[] bytes = Files.readAllBytes(file);
    // Everything after the first page.
    new Random(1).nextBytes(bytes);
    byte[] first = new byte[4096];
    System.arraycopy(Files.readAllBytes(file), 0, first, 0, first.length);
    System.arraycopy(first, 0, bytes, 0, first.length);
    Files.write(file, bytes);
    assertRefused(
        Code.CORRUPT,
        () -> {
          try (SqliteLedger ledger = open()) {
            ledger.tenants();
          }
        },
        file.toString(),
        "backup");
  }

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    open().close();
    sql("INSERT INTO migration VALUES (2, 'V002__later.sql', 'abc', 0)");
    assertRefused(Code.INCOMPATIBLE, this::open, "V002__later.sql", "newer version");
    assertRefused(Code.INCOMPATIBLE, this::guest, "V002__later.sql");
  }

  @Test
  void aChangedMigrationIsRefused() throws SQLException {
    open().close();
    sql("UPDATE migration SET checksum = 'other'");
    assertRefused(Code.INCOMPATIBLE, this::open, "another text", "V001__core.sql");
  }

  @Test
  void anotherProgramsDatabaseIsLeftAlone() throws SQLException {
    sql("CREATE TABLE recipes (name TEXT)");
    assertRefused(Code.INCOMPATIBLE, this::open, "belongs to another program");
    sql("INSERT INTO recipes VALUES ('soup')");
  }

  @Test
  void aMigrationThatFailsLeavesTheDatabaseAsItWas() throws SQLException {
    open().close();
    DatabaseFile file = new DatabaseFile(folder, LedgerOptions.defaults());
    Migration core = core();
    Migration broken =
        new Migration(2, "V002__x.sql", "CREATE TABLE fine (a INTEGER);\nCREATE TABLE broken (;\n");
    Migration good =
        new Migration(2, "V002__x.sql", "-- a note;\nCREATE TABLE fine (a INTEGER);\n");
    try (Sql writer = file.openWriter(false)) {
      Migrations failing = new Migrations(List.of(core, broken));
      assertThatThrownBy(() -> failing.apply(writer, file, Clock.systemUTC()))
          .isInstanceOf(StoreException.class);
      assertThat(writer.exists("SELECT 1 FROM sqlite_master WHERE name = 'fine'")).isFalse();

      Migrations later = new Migrations(List.of(core, good));
      assertRefused(Code.INCOMPATIBLE, () -> later.requireComplete(writer, file), "older version");
      later.apply(writer, file, Clock.systemUTC());
      later.apply(writer, file, Clock.systemUTC());
      later.requireComplete(writer, file);
      assertThat(writer.exists("SELECT 1 FROM sqlite_master WHERE name = 'fine'")).isTrue();
    }
    assertRefused(Code.INCOMPATIBLE, this::open, "V002__x.sql");
  }

  private static Migration core() {
    try (var stream = Migrations.class.getResourceAsStream(Migrations.NAMES.getFirst())) {
      if (stream == null) {
        throw new AssertionError("no migration");
      }
      return new Migration(
          1,
          Migrations.NAMES.getFirst(),
          new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
