package dev.hone.learn.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.LessonBlock;
import dev.hone.core.Line;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.VersionFiles;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.ScriptedEngine;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.StepRecord;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ReleaseDeskTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);
  private static final String LESSON = "Always end your replies with Over.";

  @TempDir Path folder;
  private Ledger ledger;
  private Diary diary;
  private Lesson lesson;
  private final AtomicInteger routeChanges = new AtomicInteger();
  private boolean forgetful;
  private boolean dull;
  private double candidateLogprob = -1;

  private final ScriptedEngine engine =
      new ScriptedEngine(this::say, version -> version.number() == 0 ? -1 : candidateLogprob);

  /** The base ends with Over when told so; version 1 always, unless it is dull. */
  private ChatMessage say(VersionRef version, Prompt prompt) {
    String asked = prompt.messages().getLast().content();
    String system = prompt.messages().getFirst().content();
    boolean told = system.contains(LessonBlock.HEADING) && system.contains("Over");
    boolean learned = version.number() > 0 && !dull;
    if (forgetful && version.number() > 0 && asked.startsWith("skill 1")) {
      return ChatMessage.assistant("What?");
    }
    return ChatMessage.assistant("You said " + asked + (told || learned ? " Over" : ""));
  }

  @BeforeEach
  void open() {
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
    ledger.versions().registerBase(Diary.POLICY, folder.resolve("base").toString());
    engine.load(Diary.BASE, new VersionFiles(folder.resolve("base"), null));
    diary = new Diary(ledger);
    lesson = diary.lesson(LESSON);
    for (int i = 0; i < 40; i++) {
      StepId step = diary.step(Line.MAIN, "tell me number " + i, "Here it is.");
      diary.judge(step, i % 2 == 0 ? Verdict.GOOD : Verdict.BAD, null);
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void candidate(String name) {
    candidate(name, Diary.SCOPE, List.of());
  }

  private void candidate(String name, Scope scopeOfVersion, List<StepId> shapedBy) {
    WorkBoard.TrainingScope scope = ledger.work().trainingScopes().getFirst();
    TrainingLease lease =
        ledger.work().takeSamples(scope, "trainer", 100, Duration.ofMinutes(1)).orElseThrow();
    VersionRef ref = ledger.versions().reserve(Diary.TENANT, Diary.POLICY);
    ledger
        .versions()
        .registerCandidate(
            ref,
            Diary.TENANT,
            scopeOfVersion,
            Diary.BASE,
            folder.resolve(name).toString(),
            shapedBy,
            lease,
            "{}");
  }

  private ReleaseDesk desk() {
    return new ReleaseDesk(
        ledger, engine, this::skills, GateOptions.defaults(), routeChanges::incrementAndGet);
  }

  private List<SkillCheck> skills(String policy) {
    List<SkillCheck> checks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String asked = "skill " + i + (policy.isEmpty() ? "" : " please");
      checks.add(
          new SkillCheck() {
            @Override
            public Prompt prompt() {
              return Prompt.of(ChatMessage.user(asked));
            }

            @Override
            public boolean passed(Generation answer) {
              return answer.text().contains(asked);
            }
          });
    }
    return checks;
  }

  private PolicyVersion version() {
    return ledger.versions().find(Diary.TENANT, FIRST).orElseThrow();
  }

  private JsonNode evidence() {
    return JsonMapper.builder()
        .build()
        .readTree(ledger.versions().history(Diary.TENANT, FIRST).getLast().evidence());
  }

  private Lesson.State lessonState() {
    return diary.tenant().lessons().find(lesson.id()).orElseThrow().state();
  }

  @Test
  void aGoodCandidateGoesLiveAndItsLessonLeavesThePrompt() {
    candidate("good");
    try (ReleaseDesk desk = desk()) {
      desk.start();
      await().until(() -> version().state() == ReleaseState.LIVE);
      await().until(() -> lessonState() == Lesson.State.GRADUATED);
    }
    assertThat(routeChanges).hasValue(1);
    JsonNode evidence = evidence();
    assertThat(evidence.path("skills").path("after").asDouble()).isEqualTo(1);
    assertThat(evidence.path("lessons").path("before").asDouble()).isZero();
    assertThat(evidence.path("lessons").path("after").asDouble()).isEqualTo(1);
    assertThat(evidence.path("lessons").path("held_out").asInt()).isGreaterThan(3);
    assertThat(evidence.path("lessons").path("chance").asDouble()).isLessThan(0.05);
    Lesson graduated = diary.tenant().lessons().find(lesson.id()).orElseThrow();
    assertThat(graduated.graduatedInto()).isEqualTo(FIRST);
    assertThat(graduated.tokens()).isGreaterThan(5);
    assertThat(diary.tenant().lessons().active(Diary.AGENT, Diary.USER)).isEmpty();
  }

  @Test
  void weightsOfAnAgentRetireTheAgentsLessonsAndNobodyElses() {
    Scope agents = new Scope.OfAgent(Diary.AGENT);
    Lesson ofAgent = diary.tenant().lessons().add(agents, LESSON, null, List.of());
    Lesson ofTenant = diary.tenant().lessons().add(new Scope.OfTenant(), LESSON, null, List.of());
    candidate(
        "good",
        agents,
        diary.tenant().steps().recent(Diary.USER, 40).stream().map(StepRecord::id).toList());
    try (ReleaseDesk desk = desk()) {
      desk.promote(Diary.TENANT, FIRST, "person:me");
      assertThat(desk.once()).isTrue();
    }
    assertThat(diary.tenant().lessons().find(ofAgent.id()).orElseThrow())
        .extracting(Lesson::state, Lesson::graduatedInto)
        .containsExactly(Lesson.State.GRADUATED, FIRST);
    assertThat(lessonState()).as("the user's own").isEqualTo(Lesson.State.ACTIVE);
    assertThat(diary.tenant().lessons().find(ofTenant.id()).orElseThrow().state())
        .as("users of other agents need it")
        .isEqualTo(Lesson.State.ACTIVE);
    assertThat(diary.tenant().lessons().active(Diary.AGENT, new UserId("bob")))
        .as("the agent's weights follow what the tenant's lesson says")
        .isEmpty();
    assertThat(diary.tenant().lessons().active(new AgentId("clerk"), new UserId("bob"))).hasSize(1);
    assertThat(new Scope.OfTenant().covers(agents)).isTrue();
    assertThat(agents.covers(new Scope.OfTenant())).isFalse();
    assertThat(Diary.SCOPE.covers(agents)).as("what one user said stays with that user").isFalse();
    assertThat(agents.covers(Diary.SCOPE)).isTrue();
  }

  @Test
  void rollbackBringsTheLessonBackAndPromotingAgainTakesItOut() {
    candidate("good");
    ReleaseDesk desk = desk();
    desk.once();
    assertThat(lessonState()).isEqualTo(Lesson.State.GRADUATED);

    VersionRef serves = desk.rollback(Diary.TENANT, Diary.POLICY, Diary.SCOPE, "person:me");

    assertThat(serves).isEqualTo(Diary.BASE);
    assertThat(diary.tenant().lessons().active(Diary.AGENT, Diary.USER)).hasSize(1);
    assertThat(routeChanges).hasValue(2);

    desk.promote(Diary.TENANT, FIRST, "person:me");
    desk.once();
    assertThat(version().state()).isEqualTo(ReleaseState.LIVE);
    assertThat(diary.tenant().lessons().active(Diary.AGENT, Diary.USER)).isEmpty();
  }

  @Test
  void aCandidateThatLostSkillIsRejected() {
    forgetful = true;
    candidate("forgetful");
    desk().once();

    assertThat(version().state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(evidence().path("reason").asString()).contains("skills fell");
    assertThat(evidence().path("skills").path("only_live").asInt()).isEqualTo(111);
    assertThat(engine.loaded()).containsExactly(Diary.BASE);
    assertThat(routeChanges).hasValue(0);
  }

  @Test
  void aCandidateThatLearnedNothingIsRejected() {
    dull = true;
    candidate("dull");
    desk().once();

    assertThat(version().state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(evidence().path("reason").asString()).contains("the live version on 0.0");
    assertThat(lessonState()).isEqualTo(Lesson.State.ACTIVE);
  }

  @Test
  void aBrokenCandidateIsRejectedWithTheReason() {
    candidate("broken");
    desk().once();

    assertThat(version().state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(evidence().path("reason").asString()).contains("broken on purpose");
  }

  @Test
  void withoutLessonsTheVerdictsDecide() {
    // Good and bad answers become likelier alike: that proves nothing.
    diary.tenant().lessons().set(lesson.id(), Lesson.State.OFF);
    candidateLogprob = -0.5;
    candidate("indifferent");
    desk().once();

    assertThat(evidence().path("verdicts").path("steps").asInt()).isEqualTo(24);
    assertThat(Math.abs(evidence().path("verdicts").path("gain").asDouble())).isLessThan(0.2);
  }

  @Test
  void lessonsTaughtAfterTrainingAreNotAskedFor() {
    WorkBoard.TrainingScope scope = ledger.work().trainingScopes().getFirst();
    TrainingLease lease =
        ledger.work().takeSamples(scope, "trainer", 100, Duration.ofMinutes(1)).orElseThrow();
    ledger.versions().reserve(Diary.TENANT, Diary.POLICY);
    ledger
        .versions()
        .registerCandidate(
            FIRST,
            Diary.TENANT,
            Diary.SCOPE,
            Diary.BASE,
            folder.resolve("good").toString(),
            List.of(),
            lease,
            "{\"lesson_ids\": [\"" + lesson.id() + "\"]}");
    Lesson later = diary.lesson("Call me Captain.");
    desk().once();

    assertThat(version().state()).isEqualTo(ReleaseState.LIVE);
    assertThat(lessonState()).isEqualTo(Lesson.State.GRADUATED);
    assertThat(diary.tenant().lessons().active(Diary.AGENT, Diary.USER))
        .extracting(Lesson::id)
        .containsExactly(later.id());
  }
}
