package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class KeysTest {

  private static final KeyGrant GRANT =
      new KeyGrant(Talk.ACME, new AgentId("helper"), "test", true, false, false)
          .withScopes(Set.of(KeyGrant.Scope.CALLS));

  private final Store store;
  private final MovableClock clock = new MovableClock();
  @TempDir Path folder;
  private SqlLedger ledger;
  private KeyRing keys;

  KeysTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    keys = Talk.of(ledger).tenant().keys();
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void anIssuedKeyIsKeptWithAllThatItAllows() {
    KeyGrant grant = GRANT.withExpiry(clock.instant().plusSeconds(60));
    KeyRing.Issued issued = keys.issue(grant);
    assertThat(ledger.authenticate(issued.secret())).contains(grant);
    assertThat(keys.all()).extracting(KeyRing.Kept::grant).containsExactly(grant);

    clock.advance(Duration.ofSeconds(60));
    assertThat(ledger.authenticate(issued.secret())).isEmpty();
    assertThat(ledger.whyEnded(issued.secret()).orElseThrow()).contains("expired at 2026-03-01");
    assertThat(ledger.whyEnded("hone_never")).isEmpty();
  }

  @Test
  void aRotationLeavesNoGap() {
    KeyRing.Issued old = keys.issue(GRANT);
    KeyRing.Issued next = keys.rotate(old.id(), Duration.ofHours(1));
    assertThat(ledger.authenticate(old.secret())).isPresent();
    assertThat(ledger.authenticate(next.secret())).contains(GRANT);
    assertThatThrownBy(() -> keys.rotate(old.id(), Duration.ZERO))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("was rotated to " + next.id());

    clock.advance(Duration.ofHours(1));
    assertThat(ledger.authenticate(old.secret())).isEmpty();
    assertThat(ledger.whyEnded(old.secret()).orElseThrow()).contains("was rotated");
    assertThat(ledger.authenticate(next.secret())).isPresent();
  }

  @Test
  void aRevokedKeyEndsAtOnce() {
    KeyRing.Issued issued = keys.issue(GRANT);
    assertThat(ledger.authenticate(issued.secret())).isPresent();
    keys.revoke(issued.id());
    assertThat(ledger.authenticate(issued.secret())).isEmpty();
    assertThat(ledger.whyEnded(issued.secret()).orElseThrow()).contains("was revoked at");
    assertThatThrownBy(() -> keys.revoke(issued.id())).hasMessageContaining("has ended already");
    assertThatThrownBy(() -> keys.rotate(issued.id(), Duration.ZERO))
        .hasMessageContaining("has ended already");
  }

  @Test
  void aRevocationByAnotherProcessIsNoticed() {
    if (store == Store.SQLITE) {
      return; // One process owns the file.
    }
    KeyRing.Issued issued = keys.issue(GRANT);
    try (SqlLedger second = store.open(folder, LedgerOptions.defaults(), clock)) {
      assertThat(second.authenticate(issued.secret())).isPresent();
      keys.revoke(issued.id());
      await().until(() -> second.authenticate(issued.secret()).isEmpty());
    }
  }

  @Test
  void aKeyIsTheTenantsOwn() {
    KeyRing.Issued issued = keys.issue(GRANT);
    TenantId other = new TenantId("other");
    ledger.createTenant(other, "Other");
    KeyRing others = ledger.tenant(other).keys();
    assertThat(others.all()).isEmpty();
    assertThatThrownBy(() -> others.revoke(issued.id())).hasMessageContaining("there is no key");
    assertThatThrownBy(() -> others.rotate(issued.id(), Duration.ZERO))
        .hasMessageContaining("there is no key");
    assertThatThrownBy(() -> others.issue(GRANT)).isInstanceOf(StoreException.class);
  }
}
