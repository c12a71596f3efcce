package dev.hone.store.sql;

import static dev.hone.core.ReleaseState.CANDIDATE;
import static dev.hone.core.ReleaseState.LIVE;
import static dev.hone.core.ReleaseState.REJECTED;
import static dev.hone.core.ReleaseState.RETIRED;
import static dev.hone.store.sql.Talk.ACME;
import static dev.hone.store.sql.Talk.BASE;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.TrainingLease;
import dev.hone.store.VersionBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Store.class)
class VersionsTest {

  private static final Scope ALICE = new Scope.OfUser(new UserId("alice"));

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private VersionBook versions;
  private Talk alice;
  private int questions;

  VersionsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    versions = ledger.versions();
    alice = Talk.of(ledger);
    versions.registerBase("starter", "models/starter");
  }

  @AfterEach
  void close() {
    // Not open when the test was skipped.
    if (ledger != null) {
      ledger.close();
    }
  }

  private static void assertCode(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** A candidate trained on one new step. */
  private VersionRef candidate(Scope scope, VersionRef parent) {
    StepId step = alice.ask("answer", messages("u:question " + questions++)).step();
    alice.judge(step, "rule:plain", Verdict.GOOD, null);
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes().getFirst(), "trainer", 9, Duration.ofMinutes(1))
            .orElseThrow();
    VersionRef ref = versions.reserve(ACME, "starter");
    PolicyVersion registered =
        versions.registerCandidate(
            ref, ACME, scope, parent, "versions/" + ref, List.of(step), lease, "{\"loss\":1}");
    assertThat(registered.state()).isEqualTo(CANDIDATE);
    assertThat(registered.parent()).isEqualTo(parent);
    return ref;
  }

  private VersionRef live(Scope scope, VersionRef parent) {
    VersionRef ref = candidate(scope, parent);
    versions.move(ACME, ref, CANDIDATE, LIVE, "gate", "{}");
    return ref;
  }

  private @Nullable VersionRef serving() {
    return versions.routes().resolve(ACME, alice.agent(), alice.user(), "starter");
  }

  private ReleaseState state(VersionRef ref) {
    return versions.find(ACME, ref).orElseThrow().state();
  }

  @Test
  void aBaseIsRegisteredOnce() {
    long head = versions.head();
    PolicyVersion base = versions.registerBase("starter", "elsewhere");
    assertThat(versions.head()).isEqualTo(head);
    assertThat(base.folder()).isEqualTo("elsewhere");
    assertThat(base.tenant()).isNull();
    assertThat(base.state()).isEqualTo(LIVE);
    assertThat(serving()).isEqualTo(BASE);
    assertThat(versions.policies()).containsExactly("starter");
    assertThat(versions.history(ACME, BASE)).hasSize(1);
  }

  @Test
  void numbersAreGivenOnce() throws Exception {
    Set<VersionRef> given = new HashSet<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<VersionRef> reserve = () -> versions.reserve(ACME, "starter");
      for (var future : executor.invokeAll(java.util.Collections.nCopies(50, reserve))) {
        given.add(future.get());
      }
    }
    assertThat(given).hasSize(50).doesNotContain(BASE);
    assertCode(Code.NOT_FOUND, () -> versions.reserve(ACME, "nothing"));
  }

  @Test
  void oneVersionIsLiveForAScope() {
    VersionRef one = live(ALICE, BASE);
    VersionRef two = candidate(ALICE, one);
    ReleaseEvent event = versions.move(ACME, two, CANDIDATE, LIVE, "gate", "{\"won\":true}");
    assertThat(event.sequence()).isEqualTo(versions.head());
    assertThat(state(one)).isEqualTo(RETIRED);
    assertThat(serving()).isEqualTo(two);
    assertThat(versions.routes().resolve(ACME, alice.agent(), new UserId("bob"), "starter"))
        .isEqualTo(BASE);
    assertThat(versions.history(ACME, two))
        .extracting(ReleaseEvent::from, ReleaseEvent::to, ReleaseEvent::evidence)
        .containsExactly(
            tuple(null, CANDIDATE, "{\"loss\":1}"), tuple(CANDIDATE, LIVE, "{\"won\":true}"));
    assertThat(versions.list(ACME, "starter"))
        .extracting(PolicyVersion::ref)
        .containsExactly(BASE, one, two);
    assertThat(versions.lineage(ACME, two)).hasSize(2).containsAll(versions.lineage(ACME, one));
  }

  @Test
  void theNarrowestScopeServes() {
    VersionRef ofTenant = live(new Scope.OfTenant(), BASE);
    assertThat(serving()).isEqualTo(ofTenant);
    VersionRef ofAgent = live(new Scope.OfAgent(alice.agent()), BASE);
    assertThat(serving()).isEqualTo(ofAgent);
    VersionRef ofUser = live(ALICE, BASE);
    assertThat(serving()).isEqualTo(ofUser);
    assertThat(versions.routes().resolve(ACME, new AgentId("other"), new UserId("bob"), "starter"))
        .isEqualTo(ofTenant);
    assertThat(
            versions
                .routes()
                .resolve(new TenantId("other"), alice.agent(), alice.user(), "starter"))
        .isEqualTo(BASE);
  }

  @Test
  void aWayThatDoesNotExistIsRefused() {
    VersionRef one = live(ALICE, BASE);
    assertCode(Code.CONFLICT, () -> versions.move(ACME, one, CANDIDATE, LIVE, "person:x", "{}"));
    assertCode(Code.CONFLICT, () -> versions.move(ACME, one, LIVE, REJECTED, "person:x", "{}"));
    assertCode(Code.NOT_FOUND, () -> versions.move(ACME, BASE, LIVE, RETIRED, "person:x", "{}"));
    ledger.createTenant(new TenantId("other"), "Other");
    assertCode(
        Code.NOT_FOUND,
        () -> versions.move(new TenantId("other"), one, LIVE, RETIRED, "person:x", "{}"));
    assertThat(versions.find(new TenantId("other"), one)).isEmpty();
    assertThat(versions.history(new TenantId("other"), one)).isEmpty();
    assertThat(versions.lineage(new TenantId("other"), one)).isEmpty();
  }

  @Test
  void rollingBackGoesDownTheStackAndEndsAtTheBase() {
    VersionRef one = live(ALICE, BASE);
    VersionRef two = live(ALICE, one);
    VersionRef three = live(ALICE, two);
    assertThat(versions.rollback(ACME, "starter", ALICE, "person:x", "{}")).isEqualTo(two);
    assertThat(serving()).isEqualTo(two);
    assertThat(versions.rollback(ACME, "starter", ALICE, "person:x", "{}")).isEqualTo(one);
    assertThat(versions.rollback(ACME, "starter", ALICE, "person:x", "{}")).isEqualTo(BASE);
    assertThat(serving()).isEqualTo(BASE);
    assertThat(List.of(state(one), state(two), state(three))).containsOnly(RETIRED);
    assertCode(Code.NOT_FOUND, () -> versions.rollback(ACME, "starter", ALICE, "person:x", "{}"));
    versions.move(ACME, two, RETIRED, LIVE, "person:x", "{}");
    assertThat(serving()).isEqualTo(two);
    assertThat(versions.rollback(ACME, "starter", ALICE, "person:x", "{}")).isEqualTo(BASE);
  }

  @Test
  void aLessonComesBackWhenTheVersionThatFollowedItIsTakenBack() {
    Lesson lesson = alice.tenant().lessons().add(ALICE, "Use Celsius.", null, List.of());
    assertThat(alice.tenant().lessons().active(alice.agent(), alice.user()))
        .containsExactly(lesson);
    VersionRef one = candidate(ALICE, BASE);
    Lesson graduated = alice.tenant().lessons().graduate(lesson.id(), one, 7);
    assertThat(alice.tenant().lessons().active(alice.agent(), alice.user())).isEmpty();
    assertThat(alice.tenant().lessons().graduated(alice.agent(), alice.user())).isEmpty();
    versions.move(ACME, one, CANDIDATE, LIVE, "gate", "{}");
    assertThat(alice.tenant().lessons().graduated(alice.agent(), alice.user()))
        .containsExactly(graduated);

    VersionRef two = live(ALICE, one);
    // Trained from one: its weights hold the lesson as well.
    assertThat(alice.tenant().lessons().graduated(alice.agent(), alice.user()))
        .containsExactly(graduated);
    assertThat(versions.rollback(ACME, "starter", ALICE, "person:x", "{}")).isEqualTo(one);
    assertThat(alice.tenant().lessons().graduated(alice.agent(), alice.user()))
        .containsExactly(graduated);
    assertThat(state(two)).isEqualTo(RETIRED);
    versions.rollback(ACME, "starter", ALICE, "person:x", "{}");
    assertThat(alice.tenant().lessons().active(alice.agent(), alice.user()))
        .extracting(Lesson::id)
        .containsExactly(lesson.id());
    assertThat(alice.tenant().lessons().graduated(alice.agent(), alice.user())).isEmpty();
  }

  @Test
  void whoHasAVersionOfTheirOwnIsStillToldWhatASharedOneFollows() {
    LessonBook lessons = alice.tenant().lessons();
    Scope agent = new Scope.OfAgent(alice.agent());
    UserId bob = new UserId("bob");
    Lesson shared = lessons.add(agent, "Use Celsius.", null, List.of());
    VersionRef ofAll = live(agent, BASE);
    lessons.graduate(shared.id(), ofAll, 7);
    assertThat(lessons.active(alice.agent(), alice.user())).isEmpty();
    assertThat(lessons.graduated(alice.agent(), alice.user())).hasSize(1);

    VersionRef own = live(ALICE, BASE);
    assertThat(lessons.active(alice.agent(), alice.user()))
        .extracting(Lesson::text)
        .containsExactly("Use Celsius.");
    assertThat(lessons.graduated(alice.agent(), alice.user())).isEmpty();
    assertThat(lessons.active(alice.agent(), bob)).isEmpty();
    assertThat(lessons.graduated(alice.agent(), bob)).hasSize(1);

    versions.rollback(ACME, "starter", ALICE, "person:x", "{}");
    assertThat(state(own)).isEqualTo(RETIRED);
    assertThat(lessons.active(alice.agent(), alice.user())).isEmpty();

    live(ALICE, ofAll);
    // Trained from the shared one: its weights hold the lesson as well.
    assertThat(lessons.active(alice.agent(), alice.user())).isEmpty();
    assertThat(lessons.graduated(alice.agent(), alice.user())).hasSize(1);
  }

  @Test
  void aCandidateNeedsAReservedNumber() {
    VersionRef one = candidate(ALICE, BASE);
    StepId step = alice.ask("answer", messages("u:more")).step();
    alice.judge(step, "rule:plain", Verdict.GOOD, null);
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes().getFirst(), "trainer", 9, Duration.ofMinutes(1))
            .orElseThrow();
    assertCode(Code.CONFLICT, () -> register(one, lease));
    assertCode(Code.CONFLICT, () -> register(new VersionRef("starter", 99), lease));
    // Both failed as a whole: the lease is still held.
    ledger.work().renew(lease, Duration.ofMinutes(1));
  }

  private void register(VersionRef ref, TrainingLease lease) {
    versions.registerCandidate(ref, ACME, ALICE, BASE, "f", List.of(), lease, "{}");
  }
}
