package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.ACME;
import static dev.hone.store.sql.Talk.BASE;
import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.store.Canary;
import dev.hone.store.CanaryBook;
import dev.hone.store.Erasure;
import dev.hone.store.LedgerOptions;
import dev.hone.store.ShadowBook;
import dev.hone.store.StoreException;
import dev.hone.store.TrainingLease;
import dev.hone.store.VersionBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Canaries, shadows, golden cases, quarantine and what erasing does to versions, on both stores.
 */
@ParameterizedClass
@EnumSource(Store.class)
class CanariesTest {

  private static final Scope ALICE = new Scope.OfUser(new UserId("alice"));

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private VersionBook versions;
  private Talk alice;
  private int questions;

  CanariesTest(Store store) {
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

  private VersionRef candidate(Scope scope, VersionRef parent, String... sessions) {
    List<StepId> steps =
        IntStream.range(0, Math.max(1, sessions.length))
            .mapToObj(
                i -> {
                  Talk talk = sessions.length == 0 ? alice : alice.session(sessions[i]);
                  StepId step = talk.ask("answer", messages("u:question " + questions++)).step();
                  talk.judge(step, "rule:plain", Verdict.GOOD, null);
                  return step;
                })
            .toList();
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes().getFirst(), "trainer", 9, Duration.ofMinutes(1))
            .orElseThrow();
    VersionRef ref = versions.reserve(ACME, "starter");
    versions.registerCandidate(ref, ACME, scope, parent, "versions/" + ref, steps, lease, "{}");
    return ref;
  }

  private ReleaseState state(VersionRef ref) {
    return versions.find(ACME, ref).orElseThrow().state();
  }

  @Test
  void aCanaryIsPartOfTheRoutesUntilItIsDecided() {
    VersionRef one = candidate(ALICE, BASE);
    VersionRef two = candidate(ALICE, BASE);
    long head = versions.head();
    versions.canaries().begin(ACME, one, BASE, 0.25, "gate", "{}");

    assertThat(versions.head()).isGreaterThan(head);
    assertThat(state(one)).isEqualTo(ReleaseState.CANARY);
    assertThat(versions.routes().canary(ACME, alice.agent(), alice.user(), "starter"))
        .extracting(Canary::share)
        .isEqualTo(0.25);
    assertThat(versions.routes().canary(ACME, alice.agent(), new UserId("bob"), "starter"))
        .isNull();
    assertThatThrownBy(() -> versions.canaries().begin(ACME, two, BASE, 0.25, "gate", "{}"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another version is the canary");

    versions.canaries().note(ACME, one, "{\"blocks\":3}");
    ledger.close();
    open();
    assertThat(versions.canaries().running().getFirst().reading()).isEqualTo("{\"blocks\":3}");
    versions.move(ACME, one, ReleaseState.CANARY, ReleaseState.REJECTED, "canary", "{}");
    assertThat(versions.routes().canaries()).isEmpty();
    assertThat(versions.canaries().find(ACME, one)).isPresent();
  }

  @Test
  void theShareIsKeptAndASessionIsAlwaysOnOneSide() {
    VersionRef one = candidate(ALICE, BASE);
    versions.canaries().begin(ACME, one, BASE, 0.2, "gate", "{}");
    Canary canary = versions.canaries().running().getFirst();

    long taken = IntStream.range(0, 20_000).filter(i -> canary.takes("session " + i)).count();

    assertThat(taken).isBetween(3_700L, 4_300L);
    assertThat(canary.takes("s")).isEqualTo(canary.takes("s"));
  }

  @Test
  void signalsAreThoseOfTheTwoVersionsInTheirOrder() {
    VersionRef one = candidate(ALICE, BASE);
    Talk bob = alice.user("bob");
    clock.advance(Duration.ofSeconds(1));
    versions.canaries().begin(ACME, one, BASE, 0.2, "gate", "{}");
    clock.advance(Duration.ofSeconds(1));
    StepId first = alice.ask("x", messages("u:first")).step();
    StepId second = alice.ask("x", messages("u:second")).step();
    bob.judge(bob.ask("x", messages("u:other")).step(), "rule:plain", Verdict.BAD, null);
    clock.advance(Duration.ofSeconds(1));
    alice.judge(second, "rule:plain", Verdict.BAD, null);
    clock.advance(Duration.ofSeconds(1));
    alice.judge(first, "rule:plain", Verdict.GOOD, null);
    Canary canary = versions.canaries().running().getFirst();

    assertThat(versions.canaries().signals(canary, 10))
        .extracting(CanaryBook.Signal::verdict)
        .containsExactly(Verdict.BAD, Verdict.GOOD);
    ledger.tenant(ACME).quarantine().hold(alice.user(), "odd", "{}", "test");
    assertThat(versions.canaries().signals(canary, 10)).isEmpty();
  }

  @Test
  void heldUsersDoNotTrainUntilReleased() {
    StepId step = alice.ask("x", messages("u:first")).step();
    alice.judge(step, "rule:plain", Verdict.GOOD, null);
    assertThat(ledger.work().trainingScopes()).hasSize(1);
    var scope = ledger.work().trainingScopes().getFirst();
    var quarantine = ledger.tenant(ACME).quarantine();

    assertThat(quarantine.hold(alice.user(), "odd", "{}", "defence")).isTrue();
    assertThat(quarantine.hold(alice.user(), "again", "{}", "defence")).isFalse();
    assertThat(ledger.work().trainingScopes()).isEmpty();
    assertThat(ledger.work().takeSamples(scope, "trainer", 9, Duration.ofMinutes(1))).isEmpty();
    assertThat(ledger.work().idle(ACME))
        .anySatisfy(idle -> assertThat(idle.reason()).isEqualTo("user in quarantine"));
    assertThat(quarantine.all().getFirst().reason()).isEqualTo("odd");

    assertThat(quarantine.release(alice.user(), "person:me")).isTrue();
    assertThat(ledger.work().trainingScopes()).hasSize(1);
    quarantine.hold(alice.user(), "odd", "{}", "defence");
    ledger.tenant(ACME).erasure().erase(new Erasure.Subject.OfUser(alice.user()), "me", 100);
    assertThat(quarantine.all()).isEmpty();
  }

  @Test
  void erasingASessionTakesBackWhatLearnedFromItAndFreesTheRest() {
    VersionRef first = candidate(ALICE, BASE, "a", "b", "c");
    versions.move(ACME, first, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
    VersionRef second = candidate(ALICE, first, "d");
    versions.move(ACME, second, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
    VersionRef third = candidate(ALICE, second, "e");
    VersionRef apart = candidate(ALICE, BASE, "f");
    assertThat(versions.unlearn()).isFalse();
    assertThat(ledger.work().trainingScopes()).isEmpty();
    assertThat(versions.influences(ACME, second))
        .containsExactly(new VersionBook.Influence(alice.user(), 4, 4));

    clock.advance(Duration.ofSeconds(1));
    ledger.tenant(ACME).erasure().erase(new Erasure.Subject.OfSession("b"), "me", 100);
    assertThat(versions.unlearn()).isTrue();

    assertThat(state(first)).isEqualTo(ReleaseState.RETIRED);
    assertThat(state(second)).isEqualTo(ReleaseState.RETIRED);
    assertThat(state(third)).isEqualTo(ReleaseState.REJECTED);
    assertThat(state(apart)).isEqualTo(ReleaseState.CANDIDATE);
    assertThat(versions.routes().resolve(ACME, alice.agent(), alice.user(), "starter"))
        .isEqualTo(BASE);
    assertThat(versions.erased(ACME, first)).isEqualTo(1);
    assertThat(versions.history(ACME, second).getLast().actor()).isEqualTo("erasure");
    // a, c, d and e may train again, without b.
    assertThat(ledger.work().trainingScopes().getFirst().samples()).isEqualTo(4);
    assertThat(versions.unlearn()).isFalse();
  }

  @Test
  void retentionTakesNothingBack() {
    VersionRef first = candidate(ALICE, BASE, "a");
    versions.move(ACME, first, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
    clock.advance(Duration.ofDays(2));
    ledger.tenant(ACME).erasure().expire(clock.instant().minus(Duration.ofDays(1)), 100);

    assertThat(versions.erased(ACME, first)).isEqualTo(1);
    assertThat(versions.unlearn()).isFalse();
    assertThat(state(first)).isEqualTo(ReleaseState.LIVE);
  }

  @Test
  void shadowAnswersAreNoStepsAndGoWithTheirSteps() {
    VersionRef one = candidate(ALICE, BASE, "a");
    versions.move(ACME, one, ReleaseState.CANDIDATE, ReleaseState.SHADOW, "gate", "{}");
    StepId asked = alice.session("later").ask("x", messages("u:later")).step();
    ShadowBook.Shadow shadow = versions.shadows().running().getFirst();
    assertThat(versions.shadows().due(shadow, 10)).contains(asked);
    versions.shadows().add(ACME, one, asked, true, false);
    versions.shadows().add(ACME, one, asked, true, false);

    assertThat(versions.shadows().counts(ACME, one)).isEqualTo(new ShadowBook.Counts(1, 1, 0));
    assertThat(versions.shadows().due(shadow, 10)).doesNotContain(asked);
    clock.advance(Duration.ofSeconds(1));
    ledger.tenant(ACME).erasure().erase(new Erasure.Subject.OfSession("later"), "me", 100);
    assertThat(versions.shadows().counts(ACME, one).answers()).isZero();
  }

  @Test
  void goldenCasesAreCheckedWhenTheyArePut() {
    var golden = ledger.tenant(ACME).golden();
    String messages = "[{\"role\":\"user\",\"content\":\"Hi\"}]";
    var one = golden.put("starter", "greets", messages, "{\"contains\":[\"hello\"]}");
    golden.put("starter", "greets", messages, "{\"lacks\":[\"bye\"]}");

    assertThat(golden.all()).hasSize(1).first().extracting("checks").asString().contains("bye");
    assertThatThrownBy(() -> golden.put("starter", "x", messages, "{\"contain\":[]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'contain' is not known");
    assertThatThrownBy(() -> golden.put("starter", "x", "[]", "{\"json\":true}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(golden.remove(one.id())).isTrue();
    assertThat(golden.remove(one.id())).isFalse();
  }

  @Test
  void severalProcessesSeeTheSameAndOneDecides() {
    if (store != Store.POSTGRESQL) {
      return;
    }
    VersionRef one = candidate(ALICE, BASE);
    versions.canaries().begin(ACME, one, BASE, 0.2, "gate", "{}");
    try (SqlLedger other = store.open(folder, LedgerOptions.defaults(), clock)) {
      StepId step = alice.ask("x", messages("u:first")).step();
      alice.judge(step, "rule:plain", Verdict.BAD, null);
      Canary here = versions.canaries().running().getFirst();
      Canary there = other.versions().canaries().running().getFirst();
      assertThat(there).isEqualTo(here);
      assertThat(other.versions().canaries().signals(there, 9))
          .isEqualTo(versions.canaries().signals(here, 9))
          .isNotEmpty();
      versions.move(ACME, one, ReleaseState.CANARY, ReleaseState.REJECTED, "canary", "{}");
      assertThatThrownBy(
              () ->
                  other
                      .versions()
                      .move(ACME, one, ReleaseState.CANARY, ReleaseState.LIVE, "canary", "{}"))
          .isInstanceOf(StoreException.class);
    }
  }
}
