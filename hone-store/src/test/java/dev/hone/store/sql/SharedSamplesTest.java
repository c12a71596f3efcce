package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.ACME;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.Erasure;
import dev.hone.store.LedgerOptions;
import dev.hone.store.StoreException;
import dev.hone.store.TrainingLease;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.WorkBoard.TrainingScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples that train a version which several users share. */
@ParameterizedClass
@EnumSource(Store.class)
class SharedSamplesTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Scope ALL = new Scope.OfTenant();
  private static final AgentId OTHER = new AgentId("other");

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private WorkBoard work;
  private Talk alice;

  SharedSamplesTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    ledger.versions().registerBase("starter", "models/starter");
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

  private static Talk with(Talk talk, AgentId agent) {
    return new Talk(talk.tenant(), agent, talk.user(), talk.session(), talk.line(), talk.consent());
  }

  private List<StepId> samples(Talk talk, int count) {
    List<StepId> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StepId step = talk.ask("a" + i, messages("u:" + talk.user() + " asks " + i)).step();
      talk.judge(step, "rule:plain", Verdict.GOOD, null);
      steps.add(step);
    }
    return steps;
  }

  private TrainingLease take(Breadth breadth, int most) {
    return work.takeSamples(work.trainingScopes(breadth).getFirst(), "trainer", most, MINUTE)
        .orElseThrow();
  }

  private static Map<UserId, Long> byUser(TrainingLease lease) {
    return lease.samples().stream()
        .collect(Collectors.groupingBy(one -> one.step().user(), Collectors.counting()));
  }

  @Test
  void whatUsersShareIsCountedTogether() {
    samples(alice, 2);
    clock.advance(Duration.ofSeconds(50));
    samples(alice.user("bob"), 3);
    samples(with(alice.user("bob"), OTHER), 1);
    var lessons = alice.tenant().lessons();
    lessons.add(ALL, "Be brief.", null, List.of());
    lessons.add(new Scope.OfAgent(OTHER), "Be kind.", null, List.of());
    lessons.add(new Scope.OfUser(alice.user()), "Use Celsius.", null, List.of());

    assertThat(work.trainingScopes(Breadth.TENANT))
        .containsExactly(new TrainingScope(ACME, ALL, "starter", 6, 2, 1, 1, 50));
    assertThat(work.trainingScopes(Breadth.AGENT))
        .containsExactlyInAnyOrder(
            new TrainingScope(ACME, new Scope.OfAgent(alice.agent()), "starter", 5, 2, 0, 1, 50),
            new TrainingScope(ACME, new Scope.OfAgent(OTHER), "starter", 1, 1, 1, 0, 0));
    assertThat(work.trainingScopes()).hasSize(2);
  }

  @Test
  void usersTakeTurnsSoThatNobodyCrowdsTheOthersOut() {
    samples(alice.user("bob"), 2);
    samples(alice.user("cem"), 2);
    List<StepId> many = samples(alice, 20);

    TrainingLease lease = take(Breadth.TENANT, 8);

    assertThat(lease.scope()).isEqualTo(ALL);
    assertThat(byUser(lease))
        .containsOnly(
            Map.entry(alice.user(), 4L),
            Map.entry(new UserId("bob"), 2L),
            Map.entry(new UserId("cem"), 2L));
    assertThat(lease.samples().getFirst().step().id()).isEqualTo(many.getLast());
    assertThat(work.resume("trainer", MINUTE).orElseThrow().scope()).isEqualTo(ALL);
  }

  @Test
  void samplesOfAnAgentAreItsOwn() {
    samples(alice, 2);
    samples(with(alice.user("bob"), OTHER), 3);
    TrainingScope other =
        work.trainingScopes(Breadth.AGENT).stream()
            .filter(scope -> scope.scope().equals(new Scope.OfAgent(OTHER)))
            .findFirst()
            .orElseThrow();

    TrainingLease lease = work.takeSamples(other, "trainer", 9, MINUTE).orElseThrow();

    assertThat(byUser(lease)).containsOnly(Map.entry(new UserId("bob"), 3L));
    assertThat(work.trainingScopes(Breadth.TENANT).getFirst().samples()).isEqualTo(2);
  }

  @Test
  void usersWhoAreHeldBringNothing() {
    samples(alice, 2);
    samples(alice.user("bob"), 2);
    alice.tenant().quarantine().hold(new UserId("bob"), "test", "{}", "me");

    assertThat(work.trainingScopes(Breadth.TENANT).getFirst().users()).isEqualTo(1);
    assertThat(byUser(take(Breadth.TENANT, 9))).containsOnlyKeys(alice.user());
  }

  @Test
  void aLeaseOfOneUserThatHasRunOutPassesToTheTenant() {
    samples(alice, 2);
    TrainingLease slow =
        work.takeSamples(work.trainingScopes().getFirst(), "slow", 9, MINUTE).orElseThrow();
    samples(alice.user("bob"), 1);
    clock.advance(MINUTE.plusMillis(1));

    TrainingLease taken = take(Breadth.TENANT, 9);

    assertThat(taken.samples()).hasSize(3);
    assertThat(taken.epoch()).isEqualTo(slow.epoch() + 1);
    assertThatThrownBy(() -> work.renew(slow, MINUTE))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.FENCED));
  }

  private VersionRef candidate(TrainingLease lease) {
    VersionRef ref = ledger.versions().reserve(ACME, "starter");
    ledger
        .versions()
        .registerCandidate(
            ref,
            ACME,
            lease.scope(),
            Talk.BASE,
            "folder",
            lease.samples().stream().map(one -> one.step().id()).toList(),
            lease,
            "{}");
    return ref;
  }

  @Test
  void erasingOneUserTakesTheSharedVersionBackAndFreesTheOthersSamples() {
    samples(alice, 2);
    samples(alice.user("bob"), 3);
    VersionRef ref = candidate(take(Breadth.TENANT, 9));
    VersionBook versions = ledger.versions();
    versions.move(ACME, ref, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
    assertThat(versions.influences(ACME, ref)).hasSize(2);
    assertThat(work.trainingScopes(Breadth.TENANT)).isEmpty();

    alice.tenant().erasure().erase(new Erasure.Subject.OfUser(alice.user()), "person:me", 10);
    assertThat(versions.unlearn()).isTrue();

    assertThat(versions.find(ACME, ref).orElseThrow().state()).isEqualTo(ReleaseState.RETIRED);
    assertThat(byUser(take(Breadth.TENANT, 9))).containsOnly(Map.entry(new UserId("bob"), 3L));
  }

  @Test
  void erasingAUserEndsARunOnSamplesOfSeveral() {
    samples(alice, 2);
    samples(alice.user("bob"), 1);
    TrainingLease running = take(Breadth.TENANT, 9);

    alice.tenant().erasure().erase(new Erasure.Subject.OfUser(alice.user()), "person:me", 10);

    assertThatThrownBy(() -> candidate(running))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.FENCED));
    assertThat(byUser(take(Breadth.TENANT, 9))).containsOnlyKeys(new UserId("bob"));
  }

  @Test
  void theNarrowestLiveVersionAnswers() {
    VersionBook versions = ledger.versions();
    UserId bob = new UserId("bob");
    assertThat(resolved(alice.agent(), bob)).isEqualTo(Talk.BASE);
    samples(alice, 1);
    VersionRef ofTenant = live(Breadth.TENANT);
    samples(alice, 1);
    VersionRef ofAgent = live(Breadth.AGENT);
    samples(alice, 1);
    VersionRef ofAlice = live(Breadth.USER);

    assertThat(resolved(alice.agent(), alice.user())).isEqualTo(ofAlice);
    assertThat(resolved(OTHER, alice.user())).isEqualTo(ofAlice);
    assertThat(resolved(alice.agent(), bob)).isEqualTo(ofAgent);
    assertThat(resolved(OTHER, bob)).isEqualTo(ofTenant);
    var routes = versions.routes();
    assertThat(routes.serving(ACME, ALL, "starter")).isEqualTo(ofTenant);
    assertThat(routes.serving(ACME, new Scope.OfAgent(alice.agent()), "starter"))
        .isEqualTo(ofAgent);
    assertThat(routes.serving(ACME, new Scope.OfAgent(OTHER), "starter")).isEqualTo(ofTenant);
    assertThat(routes.serving(ACME, new Scope.OfUser(bob), "starter")).isEqualTo(ofTenant);
    versions.rollback(ACME, "starter", ALL, "person:me", "{}");
    assertThat(resolved(OTHER, bob)).isEqualTo(Talk.BASE);
  }

  private VersionRef live(Breadth breadth) {
    VersionRef ref = candidate(take(breadth, 9));
    ledger.versions().move(ACME, ref, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
    return ref;
  }

  private VersionRef resolved(AgentId agent, UserId user) {
    VersionRef ref = ledger.versions().routes().resolve(ACME, agent, user, "starter");
    return ref == null ? Talk.BASE : ref;
  }
}
