package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.AuditLog;
import dev.hone.store.Budget;
import dev.hone.store.CallBound;
import dev.hone.store.CallLimit;
import dev.hone.store.KeyGrant;
import dev.hone.store.KeyRing;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.Price;
import dev.hone.store.Purse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits, settings, audit, and calls that are no steps. */
@ParameterizedClass
@EnumSource(Store.class)
class LimitsTest {

  private static final Price PRICE = new Price(3 * Price.NANOS, 15 * Price.NANOS);
  private static final AgentId HELPER = new AgentId("helper");
  private static final UserId ALICE = new UserId("alice");

  private final Store store;
  private final MovableClock clock = new MovableClock();
  @TempDir Path folder;
  private SqlLedger ledger;
  private Talk alice;

  LimitsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void limitsAreSetChangedAndRemoved() {
    assertThat(alice.tenant().limits().all()).isEmpty();
    CallLimit user = alice.tenant().limits().set(CallLimit.Kind.USER, "*", 60L, null, 2L);
    CallLimit again = alice.tenant().limits().set(CallLimit.Kind.USER, "*", null, 9000L, null);
    assertThat(again.id()).isEqualTo(user.id());
    alice.tenant().limits().set(CallLimit.Kind.TENANT, "", 1L, 2L, 3L);
    assertThat(alice.tenant().limits().all())
        .extracting(CallLimit::kind, CallLimit::requests, CallLimit::tokens, CallLimit::concurrent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(CallLimit.Kind.TENANT, 1L, 2L, 3L),
            org.assertj.core.groups.Tuple.tuple(CallLimit.Kind.USER, null, 9000L, null));

    TenantId other = new TenantId("other");
    ledger.createTenant(other, "Other");
    assertThat(ledger.tenant(other).limits().all()).isEmpty();
    assertThat(ledger.tenant(other).limits().remove(user.id())).isFalse();
    assertThat(alice.tenant().limits().remove(user.id())).isTrue();
    assertThat(alice.tenant().limits().all()).hasSize(1);
    assertThatThrownBy(
            () -> alice.tenant().limits().set(CallLimit.Kind.TENANT, "", null, null, null))
        .hasMessageContaining("requests, tokens or concurrent");
  }

  @Test
  void aRotatedKeyTakesItsLimitAlong() {
    KeyRing keys = alice.tenant().keys();
    KeyRing.Issued old = keys.issue(new KeyGrant(Talk.ACME, HELPER, "", true, true, false));
    alice.tenant().limits().set(CallLimit.Kind.KEY, old.id().toString(), 7L, null, null);

    KeyRing.Issued next = keys.rotate(old.id(), Duration.ofDays(1));

    assertThat(ledger.identify(next.secret()))
        .hasValueSatisfying(key -> assertThat(key.id()).isEqualTo(next.id()));
    assertThat(alice.tenant().limits().all())
        .extracting(CallLimit::name)
        .containsExactlyInAnyOrder(old.id().toString(), next.id().toString());
  }

  @Test
  void settingsAndAuditAreATenantsOwn() {
    alice.tenant().settings().set("retention.days", "3");
    alice.tenant().settings().set("retention.days", "4");
    alice.tenant().audit().add("not found", "GET /api/steps", "id");
    ledger.createTenant(new TenantId("other"), "Other");

    assertThat(alice.tenant().settings().find("retention.days")).contains("4");
    assertThat(ledger.tenant(new TenantId("other")).settings().all()).isEmpty();
    assertThat(alice.tenant().audit().newest(2))
        .extracting(AuditLog.Line::action)
        .containsExactly("not found", "setting set");
    assertThat(alice.tenant().settings().remove("retention.days")).isTrue();
    assertThat(alice.tenant().settings().all()).isEmpty();
  }

  @Test
  void aCallThatIsNoStepIsReservedAndCounted() {
    Purse purse = alice.tenant().purse();
    assertThat(purse.bounded()).isFalse();
    Budget budget = purse.set(Budget.Kind.TENANT, "", Budget.Period.DAY, 100L, null);
    assertThat(purse.bounded()).isTrue();

    Purse.Reservation first = purse.reserve(HELPER, ALICE, "embed", new CallBound(60, 0, PRICE));
    assertThat(first.refused()).isNull();
    Purse.Reservation second = purse.reserve(HELPER, ALICE, "embed", new CallBound(60, 0, PRICE));
    assertThat(second.refused()).isNotNull().matches(OpenedStep.OverBudget::passing);
    assertThat(purse.standing(budget).reservedTokens()).isEqualTo(60);

    purse.settle(first, 20, 0);
    assertThat(purse.standing(budget))
        .extracting(Purse.Standing::tokens, Purse.Standing::reservedTokens)
        .containsExactly(20L, 0L);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    assertThat(purse.spending(today, today))
        .extracting(
            Purse.Spending::model,
            Purse.Spending::calls,
            Purse.Spending::promptTokens,
            Purse.Spending::cost)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("embed", 1L, 20L, PRICE.of(20, 0)));
    purse.release(purse.reserve(HELPER, ALICE, "embed", new CallBound(60, 0, PRICE)));
    assertThat(purse.standing(budget).reservedTokens()).isZero();
  }

  @Test
  void whatAProcessHadReservedForCallsGoesWithIt() {
    Budget budget = alice.tenant().purse().set(Budget.Kind.USER, "*", Budget.Period.DAY, 99L, null);
    alice.tenant().purse().reserve(HELPER, ALICE, "embed", new CallBound(60, 0, PRICE));
    OpenedStep open =
        alice
            .tenant()
            .steps()
            .open(alice.draft(null, messages("u:a")), new CallBound(20, 0, PRICE));
    assertThat(open).isInstanceOf(OpenedStep.Fresh.class);
    assertThat(alice.tenant().purse().standing(budget).reservedTokens()).isEqualTo(80);

    ledger.close();
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    ledger.recover();

    assertThat(ledger.tenant(Talk.ACME).purse().standing(budget).reservedTokens()).isZero();
  }

  @Test
  void processesThatServeAreCounted() {
    assertThat(ledger.servers()).isEqualTo(1);
    ledger.serves();
    assertThat(ledger.servers()).isEqualTo(1);
    if (store == Store.POSTGRESQL) {
      try (SqlLedger guest = store.open(folder, LedgerOptions.defaults(), clock);
          SqlLedger second = store.open(folder, LedgerOptions.defaults(), clock)) {
        second.serves();
        assertThat(second.servers()).isEqualTo(2);
        assertThat(guest.tenants()).isEqualTo(List.of(Talk.ACME));
      }
    }
  }
}
