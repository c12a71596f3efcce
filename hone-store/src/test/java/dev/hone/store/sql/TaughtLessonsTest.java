package dev.hone.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.store.Erasure.Subject;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrial;
import dev.hone.store.StepDraft;
import dev.hone.store.Teaching;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who taught a lesson, whom it is for, how it ages, and what is kept of its trials. */
@ParameterizedClass
@EnumSource(Store.class)
class TaughtLessonsTest {

  private final Store store;
  private final MovableClock clock = new MovableClock();
  @TempDir Path folder;
  private SqlLedger ledger;
  private Talk alice;
  private Talk bob;
  private Talk carol;
  private LessonBook lessons;

  TaughtLessonsTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
    bob = alice.user("bob");
    carol = alice.user("carol");
    lessons = alice.tenant().lessons();
  }

  @AfterEach
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  private static StepId step(Talk who, String text) {
    return who.session(who.user() + text).ask("answer", Talk.messages("u:" + text)).step();
  }

  private static Scope of(Talk who) {
    return new Scope.OfUser(who.user());
  }

  private static Teaching teaching(Talk who, StepId step, String words) {
    return new Teaching(who.user(), who.agent(), step, words, Instant.ofEpochMilli(5));
  }

  private State state(Lesson lesson) {
    return lessons.find(lesson.id()).orElseThrow().state();
  }

  private List<String> active(Talk who) {
    return lessons.active(who.agent(), who.user()).stream().map(Lesson::text).toList();
  }

  @Test
  void aLessonNamesEachStepThatTaughtIt() {
    StepId first = step(alice, "one");
    StepId second = step(alice, "two");
    Lesson lesson = lessons.add(of(alice), "Use Celsius.", first, List.of());
    lessons.confirm(lesson.id(), second, "Celsius, please.");
    lessons.confirm(lesson.id(), second, "Celsius, please.");
    assertThat(lessons.teachings(lesson.id()))
        .extracting(Teaching::step, Teaching::words, Teaching::user)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(first, "Use Celsius.", alice.user()),
            org.assertj.core.groups.Tuple.tuple(second, "Celsius, please.", alice.user()));
    assertThat(lessons.teachings()).containsOnlyKeys(lesson.id());
    assertThat(lessons.taughtBy(second, "Celsius, please."))
        .extracting(Lesson::id)
        .containsExactly(lesson.id());
    assertThat(lessons.taughtBy(second, "other words")).isEmpty();
  }

  @Test
  void ofTheSameOrContradictingLessonsTheNarrowerIsInForce() {
    Scope agents = new Scope.OfAgent(alice.agent());
    lessons.add(new Scope.OfTenant(), "Answer in German.", null, List.of());
    lessons.add(new Scope.OfTenant(), "Use Celsius.", null, List.of());
    lessons.add(agents, "Use Fahrenheit.", null, List.of());
    lessons.add(of(alice), "Always answer in English.", null, List.of());
    assertThat(active(alice)).containsExactly("Use Fahrenheit.", "Always answer in English.");
    assertThat(active(bob)).containsExactly("Answer in German.", "Use Fahrenheit.");
    Lesson own = lessons.add(of(bob), "I want Celsius.", null, List.of());
    assertThat(active(bob)).containsExactly("Answer in German.", "I want Celsius.");
    assertThat(lessons.active(bob.agent(), bob.user()))
        .as("the same list as long as nothing changes")
        .isSameAs(lessons.active(bob.agent(), bob.user()));
    lessons.set(own.id(), State.OFF);
    assertThat(active(bob)).containsExactly("Answer in German.", "Use Fahrenheit.");
    assertThat(lessons.active(new AgentId("other"), bob.user()))
        .extracting(Lesson::text)
        .containsExactly("Answer in German.", "Use Celsius.");
  }

  private Lesson shared(int needed) {
    return lessons.share(
        new Scope.OfAgent(alice.agent()),
        "Use Celsius, says Alice.",
        List.of(
            teaching(alice, step(alice, "a"), "Use Celsius, says Alice."),
            teaching(bob, step(bob, "b"), "Celsius from Bob."),
            teaching(carol, step(carol, "c"), "Celsius from Carol.")),
        needed,
        List.of());
  }

  @Test
  void erasingAUserUndoesWhatTheyTaughtOthers() {
    Lesson three = shared(3);
    assertThat(active(alice.user("dave"))).containsExactly("Use Celsius, says Alice.");
    alice.tenant().erasure().erase(new Subject.OfUser(alice.user()), "test", 100);
    assertThat(state(three)).isEqualTo(State.WITHDRAWN);
    assertThat(active(alice.user("dave"))).isEmpty();
    assertThat(lessons.teachings(three.id()))
        .extracting(Teaching::user)
        .containsExactly(bob.user(), carol.user());
    assertThat(lessons.find(three.id()).orElseThrow().text()).isEqualTo("Celsius from Carol.");
    assertThat(RawTables.of(ledger)).doesNotContain("says Alice");

    lessons.support(
        three.id(),
        List.of(teaching(alice.user("dave"), step(alice.user("dave"), "d"), "Celsius!")));
    assertThat(state(three)).isEqualTo(State.ACTIVE);
  }

  @Test
  void aSharedLessonStandsAsLongAsEnoughAreLeft() {
    Lesson two = shared(2);
    bob.tenant().erasure().erase(new Subject.OfUser(bob.user()), "test", 100);
    assertThat(state(two)).isEqualTo(State.ACTIVE);
    assertThat(lessons.renounce(two.id(), carol.user()).state()).isEqualTo(State.WITHDRAWN);
    alice.tenant().erasure().erase(new Subject.OfUser(alice.user()), "test", 100);
    assertThat(lessons.find(two.id())).as("nobody is left").isEmpty();
  }

  @Test
  void usersInQuarantineDoNotStandForASharedLesson() {
    Lesson three = shared(3);
    assertThat(lessons.withdrawUnsupported()).isEmpty();
    alice.tenant().quarantine().hold(bob.user(), "flooding", "{}", "test");
    assertThat(lessons.withdrawUnsupported()).containsExactly(three.id());
    assertThat(state(three)).isEqualTo(State.WITHDRAWN);
  }

  @Test
  void anErasedSessionLeavesWhatAnotherTaughtAsWell() {
    StepId first = step(alice, "one");
    Lesson lesson = lessons.add(of(alice), "Use Celsius (zebra).", first, List.of());
    StepId second = step(alice, "two");
    lessons.confirm(lesson.id(), second, "Celsius, please.");
    alice.tenant().erasure().erase(new Subject.OfSession(alice.user() + "one"), "test", 100);
    assertThat(lessons.find(lesson.id()).orElseThrow())
        .extracting(Lesson::text, Lesson::source, Lesson::state)
        .containsExactly("Celsius, please.", second, State.ACTIVE);
    assertThat(RawTables.of(ledger)).doesNotContain("zebra");
    alice.tenant().erasure().erase(new Subject.OfSession(alice.user() + "two"), "test", 100);
    assertThat(lessons.find(lesson.id())).isEmpty();
  }

  @Test
  void retentionTakesTheStepAndLeavesTheLesson() {
    StepId first = step(alice, "one");
    Lesson lesson = lessons.add(of(alice), "Use Celsius.", first, List.of());
    clock.advance(Duration.ofDays(3));
    alice.tenant().erasure().expire(clock.instant(), 10);
    assertThat(lessons.find(lesson.id()).orElseThrow().source()).isNull();
    assertThat(lessons.teachings(lesson.id()))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.step()).isNull();
              assertThat(one.user()).isEqualTo(alice.user());
            });
  }

  private StepDraft with(Talk who, String text, List<Lesson> applied, LessonArm... arms) {
    StepDraft draft = who.session("s-" + text).draft(null, Talk.messages("u:" + text));
    return new StepDraft(
        draft.agent(),
        draft.user(),
        draft.sessionKey(),
        null,
        draft.line(),
        draft.policy(),
        draft.version(),
        draft.prompt(),
        draft.requestBody(),
        applied.stream().map(Lesson::id).toList(),
        draft.engine(),
        true,
        null,
        List.of(arms));
  }

  private StepId judged(StepDraft draft, Verdict verdict) {
    StepId step = Talk.fresh(alice.tenant().steps().open(draft)).step();
    alice.tenant().steps().complete(step, Talk.result("ok"));
    alice.judge(step, "rule:test", verdict, null);
    return step;
  }

  @Test
  void agesUnlessItIsTaughtOrOfUse() {
    Lesson used = lessons.add(of(alice), "Use Celsius.", null, List.of());
    Lesson failing = lessons.add(of(alice), "Be brief.", null, List.of());
    Lesson idle = lessons.add(of(alice), "Sign with Al.", null, List.of());
    Lesson taught = lessons.add(of(alice), "Write dates day first.", null, List.of());
    clock.advance(Duration.ofDays(10));
    judged(with(alice, "good", List.of(used)), Verdict.GOOD);
    judged(with(alice, "bad", List.of(failing)), Verdict.BAD);
    lessons.confirm(taught.id(), step(alice, "again"), "Day first, please.");
    clock.advance(Duration.ofMinutes(1));
    assertThat(lessons.countUses(100)).isEqualTo(2);
    assertThat(lessons.countUses(100)).isZero();
    assertThat(lessons.find(used.id()).orElseThrow().uses()).isEqualTo(1);
    assertThat(lessons.find(failing.id()).orElseThrow().uses()).isEqualTo(1);
    assertThat(lessons.find(failing.id()).orElseThrow().applied()).isNull();

    Instant bound = clock.instant().minus(Duration.ofDays(5));
    assertThat(lessons.age(bound)).containsExactly(failing.id(), idle.id());
    assertThat(lessons.age(bound)).isEmpty();
    assertThat(active(alice)).containsExactly("Use Celsius.", "Write dates day first.");
    assertThat(lessons.confirm(idle.id(), step(alice, "back"), "Sign with Al!").state())
        .isEqualTo(State.ACTIVE);
  }

  @Test
  void keepsWhichStepsWentWithoutALessonOnTrial() {
    Lesson lesson = lessons.add(of(alice), "Use Celsius.", null, List.of());
    Lesson other = lessons.add(of(alice), "Be brief.", null, List.of());
    assertThat(lessons.trials().ripe(0, 10)).hasSize(2);
    assertThat(lessons.trials().begin(lesson.id(), 0.25)).isTrue();
    assertThat(lessons.trials().begin(lesson.id(), 0.25)).isFalse();
    assertThat(lessons.trials().begin(other.id(), 0.25)).as("one in a scope").isFalse();
    assertThat(lessons.trials().ripe(0, 10)).isEmpty();
    assertThat(lessons.active(alice.agent(), alice.user()).getFirst().holdOut()).isEqualTo(0.25);

    LessonArm without = new LessonArm(lesson.id(), true);
    LessonArm with = new LessonArm(lesson.id(), false);
    StepId lacking = judged(with(alice, "x", List.of(), without), Verdict.BAD);
    judged(with(alice, "y", List.of(lesson), with), Verdict.GOOD);
    judged(with(alice, "z", List.of(lesson), with), Verdict.UNKNOWN);
    assertThat(lessons.arms(lacking)).containsExactly(without);
    LessonTrial trial = lessons.trials().open().getFirst();
    assertThat(lessons.trials().signals(trial, 10))
        .extracting(one -> one.withheld() + " " + one.verdict())
        .containsExactly("true BAD", "false GOOD");

    lessons.trials().note(trial, "{\"a\":1}");
    assertThat(lessons.trials().end(trial, LessonTrial.State.HARMS, "{\"b\":2}")).isTrue();
    assertThat(lessons.trials().end(trial, LessonTrial.State.HELPS, "{}")).isFalse();
    assertThat(state(lesson)).isEqualTo(State.DROPPED);
    assertThat(lessons.trials().of(lesson.id()))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.state()).isEqualTo(LessonTrial.State.HARMS);
              assertThat(ended.reading()).isEqualTo("{\"b\":2}");
              assertThat(ended.ended()).isNotNull();
            });
    assertThat(lessons.confirm(lesson.id(), step(alice, "w"), "Celsius, I said!"))
        .extracting(Lesson::state, Lesson::holdOut)
        .containsExactly(State.ACTIVE, 0.0);
  }

  @Test
  void otherWordsEndATrial() {
    Lesson lesson = lessons.add(of(alice), "Use Celsius.", null, List.of());
    lessons.trials().begin(lesson.id(), 0.25);
    assertThat(lessons.edit(lesson.id(), "Use Kelvin.").holdOut()).isZero();
    assertThat(lessons.trials().open()).isEmpty();
    assertThat(lessons.trials().all())
        .extracting(LessonTrial::state)
        .containsExactly(LessonTrial.State.ENDED);
    lessons.delete(lesson.id());
    assertThat(lessons.trials().all()).isEmpty();
  }

  @Test
  void aStepIsKeptAlthoughItsLessonWasDeletedMeanwhile() {
    Lesson lesson = lessons.add(of(alice), "Use Celsius.", null, List.of());
    lessons.delete(lesson.id());
    StepId step =
        judged(with(alice, "x", List.of(lesson), new LessonArm(lesson.id(), false)), Verdict.GOOD);
    assertThat(alice.record(step).lessons()).containsExactly(lesson.id());
    clock.advance(Duration.ofMinutes(1));
    assertThat(lessons.countUses(10)).isEqualTo(1);
    alice.tenant().erasure().erase(new Subject.OfUser(new UserId("alice")), "test", 100);
    assertThat(lessons.arms(step)).isEmpty();
  }
}
