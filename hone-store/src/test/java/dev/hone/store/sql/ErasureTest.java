package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.ACME;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.Erasure;
import dev.hone.store.Erasure.Counts;
import dev.hone.store.Erasure.Report;
import dev.hone.store.Erasure.Shaped;
import dev.hone.store.Erasure.Subject;
import dev.hone.store.Feedback;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepRecord;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TrainingLease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class ErasureTest {

  private static final Subject ALICE = new Subject.OfUser(new UserId("alice"));
  private static final Subject ALL = new Subject.OfTenant();
  private static final int ENOUGH = 100;
  private static final Duration HOUR = Duration.ofHours(1);

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private Talk alice;
  private Talk bob;
  private Erasure erasure;

  ErasureTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
    bob = alice.user("bob");
    erasure = ledger.tenant(ACME).erasure();
    ledger.versions().registerBase("starter", "models/starter");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  /** Two turns with all that can be said of them. */
  private OpenedStep.Fresh talk(Talk who, String word) {
    OpenedStep.Fresh first =
        who.ask(
            "answer-" + word,
            messages("s:You help.", "u:Good day.", "a:And to you.", "u:ask-" + word));
    who.ask(
        "again-" + word,
        messages(
            "s:You help.",
            "u:Good day.",
            "a:And to you.",
            "u:ask-" + word,
            "a:answer-" + word,
            "u:next-" + word));
    who.judge(first.step(), "rule:test", Verdict.BAD, "hint-" + word);
    assertThat(
            who.tenant()
                .signals()
                .add(
                    new Feedback(
                        "event-" + who.user() + word,
                        first.step(),
                        Verdict.BAD,
                        -1.0,
                        "comment-" + word,
                        "demonstration-" + word)))
        .isTrue();
    who.tenant()
        .lessons()
        .add(new Scope.OfUser(who.user()), "lesson-" + word, first.step(), List.of());
    return first;
  }

  @Test
  void nothingOfTheUserIsLeftInAnyTable() {
    talk(alice.session("session-of-zebra"), "zebra");
    OpenedStep.Fresh kept = talk(bob, "otter");
    alice
        .tenant()
        .lessons()
        .add(new Scope.OfAgent(new AgentId("helper")), "all-zebra", null, List.of());
    assertThat(RawTables.of(ledger)).contains("ask-zebra", "lesson-zebra", "comment-zebra");

    Report report = erasure.erase(ALICE, "person:test", ENOUGH);

    assertThat(report.done()).isTrue();
    // Messages: ask, answer, next, again; "Good day." and its answer are bob's as well.
    assertThat(report.counts()).isEqualTo(new Counts(1, 2, 4, 1, 1, 1, 1, 0));
    assertThat(RawTables.of(ledger).replace("all-zebra", ""))
        .doesNotContain("zebra")
        .doesNotContain("alice")
        .contains("ask-otter", "lesson-otter", "comment-otter");
    StepRecord step = bob.record(kept.step());
    assertThat(step.prompt().messages()).hasSize(4);
    assertThat(step.prompt().messages().getFirst().content()).isEqualTo("You help.");
  }

  @Test
  void theDatabaseFileHoldsNoWordOfIt() throws IOException {
    Assumptions.assumeTrue(store.dialect() == Dialect.SQLITE, "a server's files are its own");
    talk(alice, "zebra");
    talk(bob, "otter");
    erasure.scrub();
    assertThat(files()).contains("ask-zebra", "lesson-zebra", "ask-otter");

    erasure.erase(ALICE, "person:test", ENOUGH);
    assertThat(erasure.scrub()).isTrue();

    assertThat(files()).doesNotContain("zebra").doesNotContain("alice").contains("ask-otter");
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void theAuditSaysWhoAndHowMuchAndNotWhat() {
    talk(alice, "zebra");
    erasure.erase(ALICE, "person:warden", ENOUGH);
    List<String> audit =
        ledger
            .access()
            .readers()
            .read(
                sql ->
                    sql.list(
                        "SELECT subject, detail FROM audit WHERE action = 'erased'",
                        row -> row.text("subject") + " " + row.text("detail")));
    assertThat(audit)
        .singleElement()
        .asString()
        .matches("user#[0-9a-f]{32} by person:warden: 1 sessions, 2 steps, .*")
        .doesNotContain("alice");
  }

  @Test
  void aPreviewCountsAndRemovesNothing() {
    talk(alice, "zebra");
    talk(bob, "otter");
    String before = RawTables.of(ledger);
    assertThat(erasure.preview(ALICE).counts()).isEqualTo(new Counts(1, 2, 0, 1, 1, 1, 1, 0));
    assertThat(erasure.preview(ALL).counts()).isEqualTo(new Counts(2, 4, 0, 2, 2, 2, 2, 0));
    assertThat(RawTables.of(ledger)).isEqualTo(before);
  }

  @Test
  void againRemovesNothing() {
    talk(alice, "zebra");
    erasure.erase(ALICE, "person:test", ENOUGH);
    Report again = erasure.erase(ALICE, "person:test", ENOUGH);
    assertThat(again.done()).isTrue();
    assertThat(again.counts()).isEqualTo(Counts.NONE);
    // And who was erased may come back.
    talk(alice, "newcomer");
    assertThat(alice.tenant().steps().sessions(new UserId("alice"), 10)).hasSize(1);
  }

  @Test
  void oneThatIsCutOffGoesOnAfterARestart() {
    int turns = 2 * SessionEraser.BATCH + 3;
    for (int i = 0; i < turns; i++) {
      alice.session("long").ask("answer-" + i, messages("u:ask-" + i));
    }
    Report part = erasure.erase(ALICE, "person:test", 1);
    assertThat(part.done()).isFalse();
    assertThat(part.counts().steps()).isEqualTo(SessionEraser.BATCH);
    // What is left is a whole beginning.
    List<StepRecord> left = alice.steps(alice.tenant().steps().sessions(null, 10).getFirst().id());
    assertThat(left).hasSize(turns - SessionEraser.BATCH);
    assertThat(left.getFirst().index()).isZero();

    ledger.close();
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    Report rest = ledger.tenant(ACME).erasure().erase(ALICE, "person:test", ENOUGH);
    assertThat(rest.done()).isTrue();
    assertThat(rest.counts().steps()).isEqualTo(turns);
    assertThat(rest.counts().messages()).isEqualTo(2L * turns);
    assertThat(RawTables.of(ledger)).doesNotContain("ask-");
  }

  @Test
  void oneSessionByItsNameOrItsId() {
    OpenedStep.Fresh first = talk(alice.session("one"), "zebra");
    talk(alice.session("two"), "otter");
    assertThat(erasure.erase(new Subject.OfSession("nobody"), "person:test", ENOUGH).counts())
        .isEqualTo(Counts.NONE);
    assertThat(erasure.erase(new Subject.OfSession("one"), "person:test", ENOUGH).counts().steps())
        .isEqualTo(2);
    assertThat(RawTables.of(ledger)).doesNotContain("zebra").contains("ask-otter", "lesson-otter");
    assertThat(alice.tenant().steps().find(first.step())).isEmpty();

    String id = alice.tenant().steps().sessions(null, 10).getFirst().id().toString();
    assertThat(erasure.erase(new Subject.OfSession(id), "person:test", ENOUGH).counts().steps())
        .isEqualTo(2);
    assertThat(RawTables.of(ledger)).doesNotContain("otter");
  }

  @Test
  void aNameThatSeveralSessionsHaveIsRefused() {
    alice.session("same").ask("a", messages("u:one"));
    bob.session("same").ask("b", messages("u:two"));
    assertCode(
        Code.CONFLICT, () -> erasure.erase(new Subject.OfSession("same"), "person:test", ENOUGH));
  }

  @Test
  void anotherTenantIsNotTouched() {
    ledger.createTenant(new TenantId("other"), "Other");
    Talk foreign = Talk.of(ledger.tenant(new TenantId("other")), "alice");
    talk(foreign, "zebra");
    talk(alice, "zebra");
    Report report = erasure.erase(ALL, "person:test", ENOUGH);
    assertThat(report.counts()).isEqualTo(new Counts(1, 2, 6, 1, 1, 1, 1, 0));
    assertThat(alice.tenant().steps().sessions(null, 10)).isEmpty();
    assertThat(foreign.tenant().steps().sessions(null, 10)).hasSize(1);
    assertThat(foreign.steps(foreign.tenant().steps().sessions(null, 10).getFirst().id()))
        .allMatch(step -> step.prompt().messages().size() >= 4);
    assertThat(foreign.tenant().lessons().all()).hasSize(1);
  }

  @Test
  void anIdempotencyKeyIsForgottenWithItsStep() {
    OpenedStep.Fresh step =
        Talk.fresh(alice.tenant().steps().open(alice.draft("key-1", messages("u:zebra"))));
    alice.tenant().steps().complete(step.step(), Talk.result("done"));
    erasure.erase(ALICE, "person:test", ENOUGH);
    Talk.fresh(alice.tenant().steps().open(alice.draft("key-1", messages("u:zebra"))));
  }

  @Test
  void anAnswerUnderWayFindsItsStepGone() {
    OpenedStep.Fresh step = alice.open(messages("u:zebra"));
    erasure.erase(ALICE, "person:test", ENOUGH);
    assertCode(
        Code.NOT_FOUND, () -> alice.tenant().steps().complete(step.step(), Talk.result("late")));
    assertThat(RawTables.of(ledger)).doesNotContain("zebra").doesNotContain("late");
  }

  private TrainingLease lease() {
    return ledger
        .work()
        .takeSamples(ledger.work().trainingScopes().getFirst(), "trainer-1", 100, HOUR)
        .orElseThrow();
  }

  private VersionRef register(TrainingLease lease, StepId shapedBy) {
    VersionRef ref = ledger.versions().reserve(ACME, "starter");
    ledger
        .versions()
        .registerCandidate(
            ref,
            ACME,
            lease.scope(),
            new VersionRef("starter", 0),
            "versions/" + ref.number(),
            List.of(shapedBy),
            lease,
            "{}");
    return ref;
  }

  @Test
  void aRunOnErasedSamplesCannotRegister() {
    OpenedStep.Fresh first = talk(alice, "zebra");
    TrainingLease lease = lease();
    assertThat(erasure.preview(ALICE).counts().leases()).isEqualTo(1);
    assertThat(erasure.erase(ALICE, "person:test", ENOUGH).counts().leases()).isEqualTo(1);
    assertCode(Code.FENCED, () -> ledger.work().renew(lease, HOUR));
    assertCode(Code.FENCED, () -> register(lease, first.step()));
    assertThat(ledger.work().resume("trainer-1", HOUR)).isEmpty();
  }

  @Test
  void samplesOfAnotherSessionAreFreeAgain() {
    talk(alice.session("one"), "zebra");
    OpenedStep.Fresh other = talk(alice.session("two"), "otter");
    TrainingLease lease = lease();
    assertThat(lease.samples()).hasSize(2);
    erasure.erase(new Subject.OfSession("one"), "person:test", ENOUGH);
    assertCode(Code.FENCED, () -> register(lease, other.step()));
    assertThat(lease().samples())
        .singleElement()
        .satisfies(sample -> assertThat(sample.step().id()).isEqualTo(other.step()));
  }

  @Test
  void versionsThatLearnedFromItAreNamed() {
    OpenedStep.Fresh first = talk(alice, "zebra");
    VersionRef one = register(lease(), first.step());
    talk(bob, "otter");
    assertThat(erasure.preview(ALICE).versions())
        .containsExactly(
            new Shaped(one, new Scope.OfUser(new UserId("alice")), ReleaseState.CANDIDATE, 1));
    Report report = erasure.erase(ALICE, "person:test", ENOUGH);
    assertThat(report.versions()).isEqualTo(erasure.erase(ALICE, "again", ENOUGH).versions());
    assertThat(report.versions())
        .containsExactly(
            new Shaped(one, new Scope.OfUser(new UserId("alice")), ReleaseState.CANDIDATE, 1));
    assertThat(ledger.versions().lineage(ACME, one)).isEmpty();
  }

  @Test
  void retentionRemovesWhatIsOldAndKeepsLessons() {
    talk(alice, "zebra");
    clock.advance(Duration.ofDays(31));
    talk(bob, "otter");
    Counts counts = erasure.expire(clock.instant().minus(Duration.ofDays(30)), ENOUGH);
    assertThat(counts).isEqualTo(new Counts(1, 2, 4, 1, 1, 1, 0, 0));
    assertThat(erasure.expire(clock.instant().minus(Duration.ofDays(30)), ENOUGH))
        .isEqualTo(Counts.NONE);
    assertThat(RawTables.of(ledger).replace("lesson-zebra", ""))
        .doesNotContain("zebra")
        .contains("ask-otter");
    assertThat(alice.tenant().lessons().of(new Scope.OfUser(new UserId("alice"))))
        .singleElement()
        .satisfies(lesson -> assertThat(lesson.source()).isNull());
  }

  private static void assertCode(
      Code code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
