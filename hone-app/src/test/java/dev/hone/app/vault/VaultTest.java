package dev.hone.app.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.TenantId;
import dev.hone.core.vault.Secret;
import dev.hone.core.vault.Vault;
import dev.hone.core.vault.VaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

  @TempDir Path folder;

  private Vault vault() {
    return new PrefixedVault(
        Map.of(
            "env",
            new EnvironmentVault(Map.of("A_KEY", " of-a\n", "EMPTY", "")),
            "file",
            new FolderVault(folder)));
  }

  private void write(Path file, String value, String mode) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, value);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void readsTheEnvironment() {
    Secret secret = vault().secret(null, "env:A_KEY");
    assertThat(secret.reveal()).isEqualTo("of-a");
    assertThat(secret.toString()).doesNotContain("of-a");
    assertThatThrownBy(() -> vault().secret(null, "env:B_KEY"))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining("B_KEY is not set");
    assertThatThrownBy(() -> vault().secret(null, "env:EMPTY")).hasMessageContaining("not set");
    assertThatThrownBy(() -> vault().secret(null, "A_KEY"))
        .hasMessageContaining("env:NAME or file:NAME, but not as 'A_KEY'");
  }

  @Test
  void aRotatedFileHoldsFromTheNextQuestionOn() throws IOException {
    write(folder.resolve("key"), "before\n", "rw-------");
    Vault vault = vault();
    Secret before = vault.secret(null, "file:key");
    assertThat(before.reveal()).isEqualTo("before");
    assertThat(vault.secret(null, "file:key")).isSameAs(before);
    write(folder.resolve("key"), "after.", "rw-------");
    assertThat(vault.secret(null, "file:key").reveal()).isEqualTo("after.");
    Files.delete(folder.resolve("key"));
    assertThatThrownBy(() -> vault.secret(null, "file:key"))
        .hasMessageContaining("there is no file for the secret 'key'");
  }

  @Test
  void aTenantsOwnComesFirst() throws IOException {
    Files.createDirectories(folder.resolve("tenants/acme"));
    write(folder.resolve("key"), "everybodys", "rw-------");
    write(folder.resolve("tenants/acme/key"), "acmes", "rw-r-----");
    Vault vault = vault();
    assertThat(vault.secret(new TenantId("acme"), "file:key").reveal()).isEqualTo("acmes");
    assertThat(vault.secret(new TenantId("other"), "file:key").reveal()).isEqualTo("everybodys");
    assertThat(vault.secret(new TenantId("../.."), "file:key").reveal()).isEqualTo("everybodys");
    assertThat(vault.secret(null, "file:key").reveal()).isEqualTo("everybodys");
  }

  @Test
  void refusesFilesThatOthersCanReadAndValuesThatCannotBeSent() throws IOException {
    write(folder.resolve("open"), "value-1", "rw-r--r--");
    assertThatThrownBy(() -> vault().secret(null, "file:open"))
        .hasMessageContaining("chmod 600")
        .message()
        .doesNotContain("value-1");
    write(folder.resolve("lines"), "value-1\nX-Other: 1", "rw-------");
    assertThatThrownBy(() -> vault().secret(null, "file:lines"))
        .hasMessageContaining("line break")
        .message()
        .doesNotContain("value-1");
    write(folder.resolve("large"), "x".repeat(20_000), "rw-------");
    assertThatThrownBy(() -> vault().secret(null, "file:large")).hasMessageContaining("too large");
    for (String name : new String[] {"../key", "a/b", ".hidden", ""}) {
      assertThatThrownBy(() -> vault().secret(null, "file:" + name))
          .hasMessageContaining("a secret's name may have");
    }
  }
}
