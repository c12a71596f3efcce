package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.store.Budget;
import dev.hone.store.Budget.Kind;
import dev.hone.store.Budget.Period;
import dev.hone.store.CallBound;
import dev.hone.store.Erasure;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.Price;
import dev.hone.store.Purse;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class MoneyTest {

  /** 3 and 15 units for a million tokens. */
  private static final Price PRICE = new Price(3 * Price.NANOS, 15 * Price.NANOS);

  private static final CallBound HUNDRED = new CallBound(60, 40, PRICE);

  private final Store store;
  private final MovableClock clock = new MovableClock();
  @TempDir Path folder;
  private SqlLedger ledger;
  private Talk alice;

  MoneyTest(Store store) {
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

  private Purse purse() {
    return alice.tenant().purse();
  }

  private static OpenedStep open(Talk talk, CallBound bound, String text) {
    return talk.tenant().steps().open(talk.draft(null, messages("u:" + text)), bound);
  }

  private static OpenedStep.OverBudget refused(OpenedStep opened) {
    assertThat(opened).isInstanceOf(OpenedStep.OverBudget.class);
    return (OpenedStep.OverBudget) opened;
  }

  @Test
  void twoHundredAtOnceOnABudgetForFifty() throws Exception {
    Budget budget = purse().set(Kind.TENANT, "", Period.DAY, 5_000L, null);
    Queue<StepId> running = atOnce(List.of(alice.tenant()), 200);

    assertThat(running).hasSize(50);
    Purse.Standing standing = purse().standing(budget);
    assertThat(standing.reservedTokens()).isEqualTo(5_000);
    assertThat(standing.tokens()).isZero();

    running.forEach(step -> alice.tenant().steps().complete(step, Talk.result("done")));
    standing = purse().standing(budget);
    assertThat(standing.reservedTokens()).isZero();
    // Each has used 4 + 5 of its 100.
    assertThat(standing.tokens()).isEqualTo(50 * 9);
    assertThat(atOnce(List.of(alice.tenant()), 200)).hasSize((5_000 - 450) / 100);
  }

  @Test
  void twoProcessesShareABudget() throws Exception {
    if (store == Store.SQLITE) {
      return; // One process owns the file.
    }
    purse().set(Kind.TENANT, "", Period.MONTH, null, HUNDRED.cost() * 50);
    try (SqlLedger second = store.open(folder, LedgerOptions.defaults(), clock)) {
      Queue<StepId> running = atOnce(List.of(alice.tenant(), second.tenant(Talk.ACME)), 200);
      assertThat(running).hasSize(50);
    }
  }

  /** Opens as many calls of different users at once as told, over several handles. */
  private static Queue<StepId> atOnce(List<TenantLedger> handles, int calls) throws Exception {
    Queue<StepId> admitted = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          IntStream.range(0, calls)
              .<Future<?>>mapToObj(
                  call ->
                      executor.submit(
                          () -> {
                            Talk talk =
                                Talk.of(handles.get(call % handles.size()), "user-" + call % 20);
                            if (open(talk, HUNDRED, "call " + call)
                                instanceof OpenedStep.Fresh fresh) {
                              admitted.add(fresh.step());
                            }
                          }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
    return admitted;
  }

  @Test
  void aRunOfCallsStaysWithinItsBudget() throws Exception {
    Budget budget = purse().set(Kind.TENANT, "", Period.TOTAL, 5_000L, null);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Talk talk = alice.user("user-" + i % 20);
        String text = "call " + i;
        all.add(
            executor.submit(
                () -> {
                  for (int turn = 0; turn < 5; turn++) {
                    if (open(talk, HUNDRED, text + turn) instanceof OpenedStep.Fresh fresh) {
                      // As much as it may: 4 + 96 tokens.
                      talk.tenant().steps().complete(fresh.step(), Talk.result("x".repeat(95)));
                    }
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(purse().standing(budget).tokens()).isEqualTo(5_000);
    assertThat(purse().standing(budget).reservedTokens()).isZero();
  }

  @Test
  void aRefusalNamesTheBudgetAndWhenItResets() {
    Budget day = purse().set(Kind.USER, "alice", Period.DAY, 150L, null);
    StepId first = Talk.fresh(open(alice, HUNDRED, "one")).step();

    OpenedStep.OverBudget held = refused(open(alice, HUNDRED, "two"));
    assertThat(held.budget()).isEqualTo(day);
    assertThat(held.money()).isFalse();
    assertThat(held.reserved()).isEqualTo(100);
    assertThat(held.passing()).isTrue();
    assertThat(held.resets()).isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(open(alice.user("bob"), HUNDRED, "two")).isInstanceOf(OpenedStep.Fresh.class);

    alice.tenant().steps().complete(first, Talk.result("x".repeat(95)));
    OpenedStep.OverBudget spent = refused(open(alice, HUNDRED, "two"));
    assertThat(spent.spent()).isEqualTo(100);
    assertThat(spent.passing()).isFalse();
    assertThat(alice.tenant().steps().sessions(alice.user(), 10)).hasSize(1);

    clock.advance(Duration.ofHours(12));
    assertThat(open(alice, HUNDRED, "two")).isInstanceOf(OpenedStep.Fresh.class);
  }

  @Test
  void moneyIsCountedByThePriceOfTheCall() {
    Budget month = purse().set(Kind.AGENT, Budget.EACH, Period.MONTH, null, Price.NANOS / 1000);
    StepId step = Talk.fresh(open(alice, HUNDRED, "one")).step();
    assertThat(purse().standing(month).reservedCost()).isEqualTo(60 * 3_000 + 40 * 15_000);
    alice.tenant().steps().complete(step, Talk.result("four"));
    long cost = 4 * 3_000 + 5 * 15_000;
    assertThat(purse().standing(month).cost()).isEqualTo(cost);
    LocalDate today = LocalDate.parse("2026-03-01");
    assertThat(purse().spending(today, today))
        .containsExactly(
            new Purse.Spending(today, alice.agent(), alice.user(), "starter", 1, 4, 5, cost));
    assertThat(refused(open(alice, new CallBound(0, 100_000, PRICE), "two")).money()).isTrue();
    // What is free is not refused for money.
    assertThat(open(alice, new CallBound(0, 100_000, Price.FREE), "two"))
        .isInstanceOf(OpenedStep.Fresh.class);
  }

  @Test
  void aSessionHasItsOwnBudget() {
    purse().set(Kind.SESSION, Budget.EACH, Period.TOTAL, 150L, null);
    Talk one = alice.session("one");
    StepId step = Talk.fresh(open(one, HUNDRED, "a")).step();
    alice.tenant().steps().complete(step, Talk.result("x".repeat(95)));
    assertThat(refused(open(one, HUNDRED, "b")).spent()).isEqualTo(100);
    assertThat(open(alice.session("two"), HUNDRED, "b")).isInstanceOf(OpenedStep.Fresh.class);
  }

  @Test
  void whatAnInterruptedCallUsedIsSpentAndTheRestReleased() {
    Budget budget = purse().set(Kind.TENANT, "", Period.TOTAL, 1_000L, null);
    StepId nothing = Talk.fresh(open(alice, HUNDRED, "one")).step();
    StepId part = Talk.fresh(open(alice, HUNDRED, "two")).step();
    StepId unknown = Talk.fresh(open(alice, HUNDRED, "three")).step();
    alice.tenant().steps().interrupt(nothing, null, "gone");
    alice.tenant().steps().interrupt(part, Talk.result("four"), "gone");
    alice.tenant().steps().interrupt(unknown, withoutUsage("12345678"), "gone");
    Purse.Standing standing = purse().standing(budget);
    assertThat(standing.reservedTokens()).isZero();
    // 4 + 5 as told; 60 / 4 + 8 / 4 by the length of what was said.
    assertThat(standing.tokens()).isEqualTo(9 + 17);
    assertThat(alice.tenant().usage().promptTokens()).isZero();
  }

  private static StepResult withoutUsage(String answer) {
    StepResult full = Talk.resultWithoutTokens(answer, "no ids");
    return new StepResult(
        full.response(),
        full.responseBody(),
        full.promptIds(),
        full.responseIds(),
        full.logprobs(),
        full.spans(),
        full.finishReason(),
        0,
        0,
        "",
        "no ids",
        0,
        full.timings());
  }

  @Test
  void whatADeadProcessReservedIsReleased() {
    Budget budget = purse().set(Kind.TENANT, "", Period.TOTAL, 100L, null);
    open(alice, HUNDRED, "one");
    assertThat(refused(open(alice, HUNDRED, "two")).passing()).isTrue();
    ledger.close();
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
    assertThat(ledger.recover()).isEqualTo(1);
    assertThat(purse().standing(budget).reservedTokens()).isZero();
    assertThat(open(alice, HUNDRED, "two")).isInstanceOf(OpenedStep.Fresh.class);
  }

  @Test
  void aBudgetIsChangedAndRemovedAndIsTheTenantsOwn() {
    Budget first = purse().set(Kind.TENANT, "", Period.DAY, 10L, null);
    assertThat(open(alice, HUNDRED, "one")).isInstanceOf(OpenedStep.OverBudget.class);
    Budget second = purse().set(Kind.TENANT, "", Period.DAY, 1_000L, null);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(purse().budgets()).containsExactly(second);
    assertThat(open(alice, HUNDRED, "one")).isInstanceOf(OpenedStep.Fresh.class);

    TenantId other = new TenantId("other");
    ledger.createTenant(other, "Other");
    assertThat(ledger.tenant(other).purse().budgets()).isEmpty();
    assertThat(ledger.tenant(other).purse().remove(first.id())).isFalse();
    assertThat(purse().remove(first.id())).isTrue();
    assertThat(purse().remove(first.id())).isFalse();
    assertThat(open(alice, new CallBound(5_000, 5_000, PRICE), "big"))
        .isInstanceOf(OpenedStep.Fresh.class);
  }

  @Test
  void aPriceIsRoundedUpAndHoldsForHugeCalls() {
    assertThat(new Price(1, 0).of(1, 0)).isEqualTo(1);
    assertThat(new Price(Price.NANOS * 3, 0).of(1, 0)).isEqualTo(3_000);
    assertThat(new Price(Price.MOST, Price.MOST).of(Long.MAX_VALUE, 1_000_000_000L))
        .isEqualTo(2 * 1000 * Price.MOST);
  }

  @Test
  void anErasedUserIsNoSpenderAnyMore() {
    purse().set(Kind.USER, alice.user().value(), Period.TOTAL, 10_000L, null);
    purse().set(Kind.TENANT, "", Period.TOTAL, 10_000L, null);
    OpenedStep.Fresh asked = Talk.fresh(open(alice, HUNDRED, "one"));
    alice.tenant().steps().complete(asked.step(), Talk.result("yes"));
    OpenedStep.Fresh underWay = Talk.fresh(open(alice, HUNDRED, "two"));
    LocalDate today = LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC);
    Purse.Spending before = purse().spending(today, today).getFirst();

    alice
        .tenant()
        .erasure()
        .erase(new Erasure.Subject.OfUser(alice.user()), "person:test", Integer.MAX_VALUE);

    assertThat(purse().spending(today, today))
        .singleElement()
        .satisfies(
            spent -> {
              assertThat(spent.user()).isNotEqualTo(alice.user());
              assertThat(spent.calls()).isEqualTo(before.calls());
              assertThat(spent.cost()).isEqualTo(before.cost());
            });
    assertThat(purse().budgets()).extracting(Budget::kind).containsExactly(Kind.TENANT);
    assertThat(purse().standing(purse().budgets().getFirst()).reservedTokens())
        .as("of the call %s, which is gone", underWay.step())
        .isZero();
  }
}
