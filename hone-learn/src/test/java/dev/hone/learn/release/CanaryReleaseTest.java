package dev.hone.learn.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Line;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.VersionFiles;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.ScriptedEngine;
import dev.hone.store.Canary;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import dev.hone.store.PolicyVersion;
import dev.hone.store.StepDraft;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Canaries over a real store that is closed and opened again, as by a kill, every few sessions. */
@Timeout(60)
class CanaryReleaseTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);
  private static final Scope ALL = new Scope.OfTenant();
  private static final long SEED = 20261120;
  private static final int RESTART = 15;

  @TempDir Path folder;
  private Ledger ledger;
  private final Random random = new Random(SEED);
  private final ScriptedEngine engine =
      new ScriptedEngine((version, prompt) -> ChatMessage.assistant("Hello."), version -> -1);
  private final ReleaseOptions options =
      ReleaseOptions.defaults()
          .withGate(false)
          .withCanary(0.2, 0.2, SequentialComparison.defaults());

  @BeforeEach
  void open() {
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
    ledger.versions().registerBase(Diary.POLICY, folder.resolve("base").toString());
    engine.load(Diary.BASE, new VersionFiles(folder.resolve("base"), null));
    ledger.createTenant(Diary.TENANT, "Acme");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void restart() {
    ledger.close();
    open();
  }

  private ReleaseDesk desk() {
    return new ReleaseDesk(ledger, engine, SkillCheck.Source.none(), options, () -> {});
  }

  private StepId step(String session, String user, VersionRef version) {
    OpenedStep opened =
        ledger
            .tenant(Diary.TENANT)
            .steps()
            .open(
                new StepDraft(
                    Diary.AGENT,
                    new UserId(user),
                    session,
                    null,
                    Line.MAIN,
                    Diary.POLICY,
                    version,
                    Prompt.of(ChatMessage.user("question of " + session)),
                    new byte[0],
                    List.of(),
                    "test",
                    true));
    StepId step = ((OpenedStep.Fresh) opened).step();
    ledger
        .tenant(Diary.TENANT)
        .steps()
        .complete(step, Diary.result(ChatMessage.assistant("answer")));
    return step;
  }

  private void judge(StepId step, boolean good) {
    ledger
        .tenant(Diary.TENANT)
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

  private void candidate(Scope scope) {
    judge(step("taught", "alice", Diary.BASE), true);
    WorkBoard.TrainingScope found = ledger.work().trainingScopes().getFirst();
    TrainingLease lease =
        ledger.work().takeSamples(found, "trainer", 9, Duration.ofMinutes(1)).orElseThrow();
    VersionRef ref = ledger.versions().reserve(Diary.TENANT, Diary.POLICY);
    ledger
        .versions()
        .registerCandidate(
            ref,
            Diary.TENANT,
            scope,
            Diary.BASE,
            folder.resolve("candidate").toString(),
            List.of(lease.samples().getFirst().step().id()),
            lease,
            "{}");
  }

  private PolicyVersion version() {
    return ledger.versions().find(Diary.TENANT, FIRST).orElseThrow();
  }

  /** Sessions come until the canary is decided; says how many of them it answered. */
  private int serve(double live, double candidate, int most) {
    int answered = 0;
    for (int i = 0; i < most && version().state() == ReleaseState.CANARY; i++) {
      Canary canary = ledger.versions().routes().canaries().getFirst();
      boolean taken = canary.takes("session " + i);
      answered += taken ? 1 : 0;
      StepId step = step("session " + i, "user" + i % 40, taken ? canary.ref() : canary.control());
      judge(step, random.nextDouble() < (taken ? candidate : live));
      if (i % RESTART == 0) {
        restart();
      }
      desk().watch();
    }
    return answered;
  }

  private JsonNode evidence() {
    return JsonMapper.builder()
        .build()
        .readTree(ledger.versions().history(Diary.TENANT, FIRST).getLast().evidence());
  }

  @Test
  void aBadOneThatSlippedPastTheGateIsTakenBackByItself() {
    candidate(ALL);
    desk().once();
    assertThat(version().state()).isEqualTo(ReleaseState.CANARY);
    assertThat(ledger.versions().routes().live()).hasSize(1);

    int answered = serve(0.9, 0.2, 2_000);

    System.out.println("seed " + SEED + ": taken back after " + answered + " canary requests");
    assertThat(version().state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(answered).isLessThanOrEqualTo(50);
    assertThat(ledger.versions().routes().canaries()).isEmpty();
    assertThat(evidence().path("reason").asString()).contains("taken back");
    assertThat(evidence().path("canary").path("evidence_of_harm").asDouble())
        .isGreaterThanOrEqualTo(20);
    assertThat(ledger.versions().history(Diary.TENANT, FIRST).getLast().actor())
        .isEqualTo("canary");
  }

  @Test
  void aGoodOneIsPromoted() {
    candidate(ALL);
    desk().once();

    int answered = serve(0.7, 0.95, 4_000);

    System.out.println("seed " + SEED + ": promoted after " + answered + " canary requests");
    assertThat(version().state()).isEqualTo(ReleaseState.LIVE);
    assertThat(evidence().path("canary").path("canary").path("signals").asInt()).isPositive();
  }

  @Test
  void aNewLiveVersionBesideItBeginsTheComparisonAnew() {
    candidate(ALL);
    desk().once();
    serve(0.9, 0.9, 20);
    Canary before = ledger.versions().canaries().running().getFirst();
    candidate(Diary.SCOPE);
    VersionRef other = new VersionRef(Diary.POLICY, 2);
    // What is live for one user alone is no other control for all.
    ledger
        .versions()
        .move(Diary.TENANT, other, ReleaseState.CANDIDATE, ReleaseState.LIVE, "person:x", "{}");
    desk().watch();

    assertThat(ledger.versions().canaries().running().getFirst().started())
        .isEqualTo(before.started());
    assertThat(ledger.versions().canaries().running().getFirst().control()).isEqualTo(Diary.BASE);
  }

  @Test
  void oneUserCannotDecideForAll() {
    candidate(ALL);
    desk().once();
    for (int i = 0; i < 400; i++) {
      Canary canary = ledger.versions().routes().canaries().getFirst();
      boolean taken = canary.takes("session " + i);
      StepId step = step("session " + i, "mallory", taken ? canary.ref() : canary.control());
      judge(step, !taken || random.nextDouble() < 0.5);
    }
    desk().watch();
    JsonNode reading =
        JsonMapper.builder()
            .build()
            .readTree(
                ledger.versions().canaries().running().isEmpty()
                    ? evidence().path("canary").toString()
                    : ledger.versions().canaries().running().getFirst().reading());

    assertThat(reading.path("canary").path("signals").asInt()).isLessThanOrEqualTo(20);
  }

  @Test
  void aShadowAnswersUnseenAndGoesOn() {
    ReleaseOptions shadowed = options.withShadow(1, 6).withCanary(0, 0, options.comparison());
    candidate(ALL);
    ReleaseDesk desk =
        new ReleaseDesk(ledger, engine, SkillCheck.Source.none(), shadowed, () -> {});
    desk.once();
    assertThat(version().state()).isEqualTo(ReleaseState.SHADOW);
    for (int i = 0; i < 8; i++) {
      step("seen " + i, "bob", Diary.BASE);
    }
    long steps = ledger.tenant(Diary.TENANT).steps().sessions(null, 100).size();
    for (int i = 0; i < 7; i++) {
      desk.watch();
    }

    assertThat(version().state()).isEqualTo(ReleaseState.LIVE);
    assertThat(evidence().path("shadow").path("answers").asInt()).isEqualTo(6);
    assertThat(ledger.tenant(Diary.TENANT).steps().sessions(null, 100)).hasSize((int) steps);
  }

  @Test
  void aShadowThatSaysNothingIsRefused() {
    ReleaseOptions shadowed = options.withShadow(1, 4);
    candidate(ALL);
    ScriptedEngine mute =
        new ScriptedEngine((version, prompt) -> ChatMessage.assistant(""), version -> -1);
    ReleaseDesk desk = new ReleaseDesk(ledger, mute, SkillCheck.Source.none(), shadowed, () -> {});
    desk.once();
    for (int i = 0; i < 5; i++) {
      step("seen " + i, "bob", Diary.BASE);
    }
    for (int i = 0; i < 5; i++) {
      desk.watch();
    }

    assertThat(version().state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(evidence().path("reason").asString()).contains("broken");
  }
}
