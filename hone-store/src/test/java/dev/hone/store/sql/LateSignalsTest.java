package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.store.AuditLog;
import dev.hone.store.Erasure;
import dev.hone.store.Feedback;
import dev.hone.store.LateSignal;
import dev.hone.store.LedgerOptions;
import dev.hone.store.SignalLog;
import dev.hone.store.SignalLog.Taken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** In any order, twice, days later, before their step. */
@ParameterizedClass
@EnumSource(Store.class)
class LateSignalsTest {

  private static final Duration KEEP = Duration.ofDays(30);

  private final Store store;
  private final MovableClock clock = new MovableClock();
  @TempDir Path folder;
  private SqlLedger ledger;
  private Talk alice;

  LateSignalsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger).session("ticket-1");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private SignalLog signals() {
    return alice.tenant().signals();
  }

  private static LateSignal about(
      String event, @Nullable StepId step, @Nullable String session, @Nullable String user) {
    return new LateSignal(
        event,
        step,
        session,
        user == null ? null : new UserId(user),
        Verdict.GOOD,
        null,
        null,
        null);
  }

  @Test
  void daysLaterAStepIsFoundByItsIdSessionAndUser() {
    StepId step = alice.ask("hi", messages("u:hello")).step();
    alice.user("bob").ask("hi", messages("u:other"));
    clock.advance(Duration.ofDays(9));

    assertThat(signals().add(about("a", step, null, null))).isEqualTo(Taken.ADDED);
    assertThat(signals().add(about("b", null, "ticket-1", "alice"))).isEqualTo(Taken.ADDED);
    assertThat(signals().add(about("a", step, null, null))).isEqualTo(Taken.KNOWN);

    assertThat(signals().feedback(step)).extracting(Feedback::eventId).containsExactly("a", "b");
  }

  @Test
  void whatComesBeforeItsStepWaitsForIt() {
    assertThat(signals().add(about("early", null, "ticket-1", null))).isEqualTo(Taken.WAITING);
    assertThat(signals().add(about("early", null, "ticket-1", null))).isEqualTo(Taken.KNOWN);
    assertThat(ledger.work().attachSignals(KEEP)).isZero();
    StepId step = alice.ask("hi", messages("u:hello")).step();

    assertThat(ledger.work().attachSignals(KEEP)).isEqualTo(1);

    assertThat(signals().feedback(step)).extracting(Feedback::eventId).containsExactly("early");
    assertThat(signals().add(about("early", null, "ticket-1", null))).isEqualTo(Taken.KNOWN);
    assertThat(ledger.work().attachSignals(KEEP)).isZero();
  }

  @Test
  void anotherUsersSessionOfTheSameNameIsNotMeant() {
    assertThat(signals().add(about("e", null, "ticket-1", "bob"))).isEqualTo(Taken.WAITING);
    alice.ask("hi", messages("u:hello"));
    assertThat(ledger.work().attachSignals(KEEP)).isZero();
    StepId step = alice.user("bob").ask("hi", messages("u:mine")).step();
    assertThat(ledger.work().attachSignals(KEEP)).isEqualTo(1);
    assertThat(signals().feedback(step)).hasSize(1);
    // Nor another user's step.
    assertThat(signals().add(about("f", step, null, "alice"))).isEqualTo(Taken.WAITING);
    assertThat(ledger.work().attachSignals(KEEP)).isZero();
  }

  @Test
  void whatNeverGetsAStepIsGivenUpAndSaid() {
    assertThat(signals().add(about("lost", new StepId(UUID.randomUUID()), null, null)))
        .isEqualTo(Taken.WAITING);
    clock.advance(KEEP.plusDays(1));

    assertThat(ledger.work().attachSignals(KEEP)).isEqualTo(1);

    assertThat(alice.tenant().audit().newest(1))
        .extracting(AuditLog.Line::action, AuditLog.Line::subject)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("signal given up", "lost"));
  }

  @Test
  void whatWaitsForAnErasedUserIsErased() {
    signals().add(about("e", null, "elsewhere", "alice"));
    alice.tenant().erasure().erase(new Erasure.Subject.OfUser(alice.user()), "test", 9);
    assertThat(signals().add(about("e", null, "elsewhere", "alice"))).isEqualTo(Taken.WAITING);
  }

  @Test
  void aToolsResultDaysLaterIsTheNextStateOnce() {
    StepId step = alice.ask("call", messages("u:do it")).step();
    clock.advance(Duration.ofDays(9));

    alice.ask("ok", messages("u:do it", "a:call", "t:done"));
    alice.ask("ok", messages("u:do it", "a:call", "t:done"));

    assertThat(alice.tenant().steps().nextStates(step)).hasSize(1);
  }

  @Test
  void feedbackDaysLaterCountsOnceAndInAnyOrder() {
    StepId first = alice.ask("one", messages("u:a")).step();
    StepId second = alice.ask("two", messages("u:a", "a:one", "u:b")).step();
    clock.advance(Duration.ofDays(9));

    for (StepId step : List.of(second, first, second)) {
      signals().add(new Feedback("f-" + step, step, Verdict.BAD, null, "late", null));
    }

    assertThat(signals().feedback(first)).hasSize(1);
    assertThat(signals().feedback(second)).hasSize(1);
  }

  @Test
  void anyOrderGivesTheSame() {
    long seed = 20261120;
    Random random = new Random(seed);
    List<Runnable> acts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String session = "s" + i % 5;
      String event = "e" + i;
      acts.add(() -> signals().add(about(event, null, session, "alice")));
      acts.add(() -> signals().add(about(event, null, session, "alice")));
    }
    for (int i = 0; i < 5; i++) {
      Talk talk = alice.session("s" + i);
      acts.add(() -> talk.ask("hi", messages("u:hello")));
    }
    acts.add(() -> ledger.work().attachSignals(KEEP));
    Collections.shuffle(acts, random);

    acts.forEach(Runnable::run);
    ledger.work().attachSignals(KEEP);

    for (int i = 0; i < 5; i++) {
      StepId step = alice.tenant().steps().lastStep("s" + i).orElseThrow();
      assertThat(signals().feedback(step)).as("seed " + seed).hasSize(4);
    }
  }
}
