package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.starter.StarterReplay;
import dev.hone.app.starter.StarterSkills;
import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.VersionFiles;
import dev.hone.core.engine.VersionSpan;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.defence.Defence;
import dev.hone.learn.defence.DefenceOptions;
import dev.hone.learn.release.ReleaseDesk;
import dev.hone.learn.release.ReleaseOptions;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.learn.starter.Instruction;
import dev.hone.learn.starter.Preference;
import dev.hone.learn.starter.ScriptedUser;
import dev.hone.learn.trainer.JointLessons;
import dev.hone.learn.trainer.Sharing;
import dev.hone.learn.trainer.Trainer;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.OpenedStep;
import dev.hone.store.PolicyVersion;
import dev.hone.store.StepDraft;
import dev.hone.store.StepResult;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four users train one version of the starter policy: what three of them taught, and not one. */
@Timeout(400)
class JointTrainingTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final AgentId HELPER = new AgentId("helper");
  private static final String POLICY = "starter";
  private static final VersionRef BASE = new VersionRef(POLICY, 0);
  private static final VersionRef FIRST = new VersionRef(POLICY, 1);
  private static final Instruction SHARED = new Instruction(Preference.UNITS, "fahrenheit");
  private static final Instruction OWN = new Instruction(Preference.UNITS, "kelvin");
  private static final int REQUESTS = 8;

  @TempDir Path folder;
  private Ledger ledger;
  private Engine engine;

  @BeforeEach
  void open() {
    ledger =
        SqliteLedger.open(folder.resolve("store"), LedgerOptions.defaults(), Clock.systemUTC());
    engine = new EmbeddedEngine(EmbeddedOptions.defaults());
    Path starter = StarterLocation.locate();
    engine.load(BASE, new VersionFiles(starter, null));
    ledger.versions().registerBase(POLICY, starter.toString());
    ledger.createTenant(ACME, "Acme");
  }

  @AfterEach
  void close() {
    engine.close();
    ledger.close();
  }

  private Generation ask(VersionRef version, ScriptedUser.Request request) {
    return engine.generate(
        new GenerationRequest(
            version, request.prompt(), new ToolChoice.Auto(), Sampling.greedy(160), 0),
        GenerationListener.none());
  }

  /** Asks, corrects what is not as wanted, and so teaches a lesson of their own. */
  private void speak(String name, ScriptedUser user, Instruction wish) {
    UserId id = new UserId(name);
    for (int i = 0; i < REQUESTS; i++) {
      ScriptedUser.Request request = user.next();
      Generation answer = ask(BASE, request);
      StepId step = step(id, name + "-" + i, request, answer);
      boolean good = request.followed(ChatMessage.assistant(answer.text(), answer.toolCalls()));
      ledger
          .tenant(ACME)
          .signals()
          .add(
              new Judgement(
                  "e-" + step,
                  step,
                  "rule:test",
                  good ? Verdict.GOOD : Verdict.BAD,
                  "",
                  null,
                  "said so"));
    }
    ledger.tenant(ACME).lessons().add(new Scope.OfUser(id), user.correction(wish), null, List.of());
  }

  private StepId step(
      UserId user, String session, ScriptedUser.Request request, Generation answer) {
    var steps = ledger.tenant(ACME).steps();
    OpenedStep opened =
        steps.open(
            new StepDraft(
                HELPER,
                user,
                session,
                null,
                Line.MAIN,
                POLICY,
                BASE,
                request.prompt(),
                new byte[0],
                List.of(),
                "test",
                true));
    StepId step = ((OpenedStep.Fresh) opened).step();
    steps.complete(
        step,
        new StepResult(
            ChatMessage.assistant(answer.text(), answer.toolCalls()),
            new byte[] {1},
            answer.promptIds(),
            answer.responseIds(),
            answer.logprobs(),
            List.of(new VersionSpan(BASE, 0, answer.responseIds().length)),
            answer.finishReason().wireName(),
            answer.promptIds().length,
            answer.responseIds().length,
            "hash",
            null,
            0,
            new StepResult.Timings(1, 2)));
    return step;
  }

  private static TrainerOptions options(JointLessons lessons) {
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Course course = defaults.course();
    TrainerOptions.Mixture mixture = defaults.mixture();
    return defaults
        .with(
            new TrainerOptions.Start(
                16, 4, Duration.ZERO, 256, Duration.ofSeconds(30), Duration.ofSeconds(1)))
        .with(new TrainerOptions.Course(25, 4e-3, course.optimizer(), 5, 0.01, 15, 5))
        .with(
            new TrainerOptions.Mixture(
                6,
                6,
                1,
                1,
                3,
                0.2,
                0.01,
                mixture.divergence(),
                false,
                32,
                0.5,
                12,
                48,
                0.8,
                160,
                2,
                mixture.clip()))
        .with(Sharing.all(new Sharing.Choice(Breadth.TENANT, lessons, 3)));
  }

  private double follows(VersionRef version, Instruction wish, long seed) {
    ScriptedUser judge = ScriptedUser.with(seed, List.of(wish));
    int followed = 0;
    for (int i = 0; i < 12; i++) {
      ScriptedUser.Request request = judge.next();
      Generation answer = ask(version, request);
      followed +=
          request.followed(ChatMessage.assistant(answer.text(), answer.toolCalls())) ? 1 : 0;
    }
    return followed / 12.0;
  }

  @Test
  void whatThreeTaughtIsFollowedForAFourthAndWhatOneWantsIsNot() {
    for (int i = 0; i < 3; i++) {
      speak("user-" + i, ScriptedUser.with(100 + i, List.of(SHARED)), SHARED);
    }
    speak("dan", ScriptedUser.with(200, List.of(OWN)), OWN);
    Lesson shared =
        ledger
            .tenant(ACME)
            .lessons()
            .add(
                new Scope.OfTenant(),
                ScriptedUser.with(1, List.of(SHARED)).correction(SHARED),
                null,
                List.of());

    try (Trainer trainer =
        new Trainer(
            ledger,
            engine,
            new StarterReplay(),
            folder.resolve("data"),
            "trainer",
            options(JointLessons.SHARED),
            new Defence(ledger, DefenceOptions.defaults()))) {
      assertThat(trainer.once()).isEqualTo(new Trainer.Outcome.Registered(FIRST));
    }
    System.out.println("taught: " + shared.text());
    ReleaseDesk desk =
        new ReleaseDesk(
            ledger,
            engine,
            new StarterSkills(24),
            ReleaseOptions.defaults().withCanary(0, 0, SequentialComparison.defaults()),
            () -> {});
    desk.once();

    PolicyVersion version = ledger.versions().find(ACME, FIRST).orElseThrow();
    String evidence = ledger.versions().history(ACME, FIRST).getLast().evidence();
    assertThat(version.state()).as(evidence).isEqualTo(ReleaseState.LIVE);
    assertThat(version.scope()).isEqualTo(new Scope.OfTenant());
    assertThat(ledger.versions().influences(ACME, FIRST))
        .extracting(VersionBook.Influence::user)
        .hasSize(4);
    UserId eve = new UserId("eve");
    assertThat(ledger.versions().routes().resolve(ACME, HELPER, eve, POLICY)).isEqualTo(FIRST);
    double followed = follows(FIRST, SHARED, 300);
    double ofOne = follows(FIRST, OWN, 301);
    System.out.println(
        "follows the shared lesson on " + followed + ", the one user's wish on " + ofOne);
    assertThat(followed).isGreaterThanOrEqualTo(0.8);
    assertThat(ofOne).isLessThanOrEqualTo(0.1);
    // Followed without being told, the shared lesson leaves prompts; the users' own stay.
    assertThat(ledger.tenant(ACME).lessons().find(shared.id()).orElseThrow().state())
        .isEqualTo(Lesson.State.GRADUATED);
    assertThat(ledger.tenant(ACME).lessons().all())
        .filteredOn(lesson -> lesson.state() == Lesson.State.ACTIVE)
        .hasSize(4);
  }
}
