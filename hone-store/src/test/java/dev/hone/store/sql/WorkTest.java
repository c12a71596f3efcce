package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.ACME;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import dev.hone.store.WorkBoard.Judging;
import dev.hone.store.WorkBoard.Sample;
import dev.hone.store.WorkBoard.TrainerStatus;
import dev.hone.store.WorkBoard.TrainingScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class WorkTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private WorkBoard work;
  private Talk alice;

  WorkTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    work = ledger.work();
    alice = Talk.of(ledger);
  }

  @AfterEach
  void close() {
    // Not open when the test was skipped.
    if (ledger != null) {
      ledger.close();
    }
  }

  private static void assertFenced(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.FENCED));
  }

  @Test
  void nextStatesAndFeedbackAreJudgedOnce() {
    StepId first = alice.ask("a1", messages("u:q1")).step();
    alice.ask("a2", messages("u:q1", "a:a1", "u:no, in Celsius"));
    Feedback feedback = new Feedback("f1", first, Verdict.BAD, -0.5, "wrong", null);
    assertThat(alice.tenant().signals().add(feedback)).isTrue();
    assertThat(alice.tenant().signals().add(feedback)).isFalse();
    assertThat(alice.tenant().signals().feedback(first)).containsExactly(feedback);

    List<Judging> taken = work.takeJudging("judge", 10, MINUTE, Duration.ZERO);
    assertThat(taken)
        .extracting(Judging::step, Judging::user, Judging::tenant)
        .containsOnly(tuple(first, alice.user(), ACME));
    assertThat(taken).hasSize(2);
    assertThat(taken.get(0).nextState()).isNotNull();
    assertThat(taken.get(0).feedback()).isNull();
    assertThat(taken.get(1).feedback()).isEqualTo(feedback);
    assertThat(work.takeJudging("other", 10, MINUTE, Duration.ZERO)).isEmpty();
    taken.forEach(work::judged);
    work.judged(taken.getFirst());
    clock.advance(Duration.ofHours(1));
    assertThat(work.takeJudging("other", 10, MINUTE, Duration.ZERO)).isEmpty();
  }

  @Test
  void aJudgeThatWasTooSlowIsFenced() {
    alice.ask("a1", messages("u:q1"));
    alice.ask("a2", messages("u:q1", "a:a1", "u:q2"));
    Judging slow = work.takeJudging("slow", 1, MINUTE, Duration.ZERO).getFirst();
    clock.advance(MINUTE.plusMillis(1));
    Judging taken = work.takeJudging("quick", 1, MINUTE, Duration.ZERO).getFirst();
    assertThat(taken.workId()).isEqualTo(slow.workId());
    assertThat(taken.epoch()).isEqualTo(slow.epoch() + 1);
    assertFenced(() -> work.judged(slow));
    work.judged(taken);
    assertFenced(() -> work.judged(slow));
  }

  @Test
  void aWaitingJudgeIsWokenByTheCommit() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Judging>> waiting =
          CompletableFuture.supplyAsync(
              () -> work.takeJudging("judge", 1, MINUTE, Duration.ofSeconds(30)), executor);
      alice.ask("a1", messages("u:q1"));
      alice.ask("a2", messages("u:q1", "a:a1", "u:q2"));
      assertThat(waiting.get()).hasSize(1);
    }
  }

  @Test
  void theMostTrustedSourceCounts() {
    StepId step = alice.ask("a1", messages("u:q1")).step();
    alice.judge(step, "rule:plain", Verdict.UNKNOWN, null);
    assertThat(work.trainingScopes()).isEmpty();
    alice.judge(step, "model:judge", Verdict.GOOD, "by the model");
    alice.judge(step, "rule:plain", Verdict.BAD, "by a rule");
    assertThat(sample().verdict()).isEqualTo(Verdict.GOOD);
    alice.judge(step, "feedback", Verdict.NEUTRAL, "by a person");
    alice.judge(step, "model:judge", Verdict.BAD, null);
    alice.judge(step, "feedback", Verdict.UNKNOWN, null);
    assertThat(sample().verdict()).isEqualTo(Verdict.NEUTRAL);
    assertThat(sample().hint()).isEqualTo("by a person");
    assertThat(alice.tenant().signals().judgements(step)).hasSize(6);
    Judgement known = alice.tenant().signals().judgements(step).getFirst();
    assertThat(alice.tenant().signals().add(known)).isFalse();
  }

  private Sample sample() {
    TrainingLease lease = work.takeSamples(scope(), "trainer", 10, MINUTE).orElseThrow();
    work.release(lease);
    return lease.samples().getFirst();
  }

  private TrainingScope scope() {
    return work.trainingScopes().getFirst();
  }

  /** Steps of sessions of their own, all judged. */
  private List<StepId> samples(Talk talk, int count) {
    List<StepId> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StepId step = talk.ask("a" + i, messages("u:question " + i)).step();
      talk.judge(step, "rule:plain", i % 2 == 0 ? Verdict.GOOD : Verdict.BAD, "hint " + i);
      steps.add(step);
    }
    return steps;
  }

  @Test
  void onlySamplesAreCountedAndTheOthersSayWhy() {
    samples(alice, 2);
    clock.advance(Duration.ofSeconds(90));
    samples(alice.user("bob"), 1);
    alice.open(messages("u:open"));
    alice.ask("a", messages("u:not judged"));
    judged(alice.withoutConsent().ask("a", messages("u:no consent")).step());
    judged(alice.side().ask("a", messages("u:side")).step());
    judged(alice.ask("a", messages("u:twice")).step());
    alice.ask("b", messages("u:twice"));
    StepId upstream = alice.open(messages("u:upstream")).step();
    alice.tenant().steps().complete(upstream, Talk.resultWithoutTokens("a", "no log-probs"));
    judged(upstream);
    StepId silent = alice.open(messages("u:silent")).step();
    alice.tenant().steps().complete(silent, Talk.resultWithoutTokens("a", null));
    judged(silent);
    StepId unknown = alice.ask("a", messages("u:unknown")).step();
    alice.judge(unknown, "model:judge", Verdict.UNKNOWN, null);
    StepId stopped = alice.open(messages("u:stopped")).step();
    alice.tenant().steps().interrupt(stopped, Talk.result("half"), "gone");
    alice.tenant().lessons().add(new Scope.OfUser(alice.user()), "Be brief.", null, List.of());

    assertThat(work.trainingScopes())
        .containsExactly(
            new TrainingScope(ACME, alice.user(), "starter", 2, 1, 90),
            new TrainingScope(ACME, alice.user("bob").user(), "starter", 1, 0, 0));
    assertThat(work.takeSamples(work.trainingScopes().get(1), "trainer", 9, MINUTE)).isPresent();
    assertThat(work.idle(ACME))
        .extracting(WorkBoard.Idle::reason, WorkBoard.Idle::steps)
        .containsExactlyInAnyOrder(
            tuple("being answered", 1L),
            tuple("interrupted", 1L),
            tuple("judged unknown", 1L),
            tuple("no consent", 1L),
            tuple("no token ids", 1L),
            tuple("not judged yet", 2L),
            tuple("side line", 1L),
            tuple("superseded by a retry", 1L),
            tuple("untrainable: no log-probs", 1L),
            tuple("with a trainer", 1L));
  }

  private void judged(StepId step) {
    alice.judge(step, "rule:plain", Verdict.GOOD, null);
  }

  @Test
  void samplesAreTakenNewestFirstAndOnlyOnce() {
    List<StepId> steps = samples(alice, 5);
    TrainingLease lease = work.takeSamples(scope(), "trainer", 3, MINUTE).orElseThrow();
    assertThat(lease.samples())
        .extracting(sample -> sample.step().id())
        .containsExactly(steps.get(4), steps.get(3), steps.get(2));
    assertThat(lease.samples().getFirst().hint()).isEqualTo("hint 4");
    assertThat(lease.samples().getFirst().step())
        .usingRecursiveComparison()
        .isEqualTo(alice.record(steps.get(4)));
    assertThat(scope().samples()).isEqualTo(2);
    TrainingLease rest = work.takeSamples(scope(), "second", 9, MINUTE).orElseThrow();
    assertThat(rest.samples()).hasSize(2);
    assertThat(work.trainingScopes()).isEmpty();
    work.release(rest);
    assertThat(scope().samples()).isEqualTo(2);
    assertFenced(() -> work.release(rest));
    work.discard(lease, "degenerate");
    assertFenced(() -> work.renew(lease, MINUTE));
    assertThat(scope().samples()).isEqualTo(2);

    // A late signal is a fact; the step is not trained on again.
    alice.judge(steps.get(4), "feedback", Verdict.BAD, "late");
    assertThat(scope().samples()).isEqualTo(2);
  }

  @Test
  void aKilledRunGoesOnWithTheSameSamples() {
    samples(alice, 3);
    TrainingLease before = work.takeSamples(scope(), "trainer", 9, MINUTE).orElseThrow();
    clock.advance(Duration.ofHours(1));
    TrainingLease after = work.resume("trainer", MINUTE).orElseThrow();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.epoch()).isEqualTo(before.epoch() + 1);
    assertThat(after.samples()).usingRecursiveComparison().isEqualTo(before.samples());
    assertFenced(() -> work.renew(before, MINUTE));
    work.renew(after, MINUTE);
    assertThat(work.resume("somebody else", MINUTE)).isEmpty();
    assertThat(work.trainingScopes()).isEmpty();
  }

  @Test
  void anExpiredLeasePassesToTheNextOwner() {
    samples(alice, 2);
    TrainingScope scope = scope();
    TrainingLease slow = work.takeSamples(scope, "slow", 9, MINUTE).orElseThrow();
    assertThat(work.takeSamples(scope, "quick", 9, MINUTE)).isEmpty();
    clock.advance(MINUTE.plusMillis(1));
    assertThat(work.trainingScopes()).containsExactly(scopeAged(scope, 60));
    TrainingLease quick = work.takeSamples(scope, "quick", 9, MINUTE).orElseThrow();
    assertThat(quick.epoch()).isEqualTo(slow.epoch() + 1);
    assertThat(quick.samples()).hasSize(2);
    assertFenced(() -> work.renew(slow, MINUTE));
    assertFenced(() -> work.discard(slow, "too late"));
    assertThat(work.resume("slow", MINUTE)).isEmpty();

    ledger.versions().registerBase("starter", "models/starter");
    VersionRef ref = ledger.versions().reserve(ACME, "starter");
    assertFenced(
        () ->
            ledger
                .versions()
                .registerCandidate(ref, ACME, slow.scope(), Talk.BASE, "f", List.of(), slow, "{}"));
    assertThat(ledger.versions().find(ACME, ref)).isEmpty();
    work.renew(quick, MINUTE);
  }

  private static TrainingScope scopeAged(TrainingScope scope, long seconds) {
    return new TrainingScope(
        scope.tenant(),
        scope.scope(),
        scope.policy(),
        scope.samples(),
        scope.users(),
        scope.taught(),
        scope.taughtByUsers(),
        seconds);
  }

  @Test
  void aLeaseThatNobodyTookIsStillItsHolders() {
    samples(alice, 1);
    TrainingLease lease = work.takeSamples(scope(), "trainer", 9, MINUTE).orElseThrow();
    clock.advance(Duration.ofHours(2));
    work.renew(lease, MINUTE);
    assertThat(work.trainingScopes()).isEmpty();
  }

  @Test
  void trainersSayHowFarTheyAre() {
    TrainerStatus waiting = new TrainerStatus("t", null, null, "waiting", 0, 0, Double.NaN);
    TrainerStatus training =
        new TrainerStatus("t", ACME, new VersionRef("starter", 1), "training", 3, 10, 0.25);
    work.report(waiting);
    assertThat(work.trainers()).containsExactly(waiting);
    work.report(training);
    assertThat(work.trainers()).containsExactly(training);
  }

  @Test
  void signalsNeedAStep() {
    StepId nobody = new StepId(new UUID(1, 2));
    assertThatThrownBy(
            () -> alice.tenant().signals().add(new Feedback("f", nobody, null, null, "x", null)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
  }
}
