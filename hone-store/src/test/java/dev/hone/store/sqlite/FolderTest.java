package dev.hone.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.TenantId;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Ownership;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
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
    sql("INSERT INTO migration VALUES (99, 'V099__later.sql', 'abc', 0)");
    assertRefused(Code.INCOMPATIBLE, this::open, "V099__later.sql", "newer version");
    assertRefused(Code.INCOMPATIBLE, this::guest, "V099__later.sql");
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
}
