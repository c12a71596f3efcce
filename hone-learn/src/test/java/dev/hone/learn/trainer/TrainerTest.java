package dev.hone.learn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Line;
import dev.hone.core.ReleaseState;
import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.Generation;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.learn.algorithm.Kind;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.Interrupting;
import dev.hone.learn.fakes.TinyPolicy;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.StepResult;
import dev.hone.store.WorkBoard;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole loop on a random model: it cannot learn manners, but every wheel must turn. */
@Timeout(120)
class TrainerTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);

  @TempDir Path folder;
  private Engine engine;
  private Path model;
  private final List<Ledger> opened = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    model = TinyPolicy.in(folder, 7);
    engine = new EmbeddedEngine(new EmbeddedOptions(1, 16, 64, 256, 128));
    engine.load(Diary.BASE, new VersionFiles(model, null));
  }

  @AfterEach
  void stop() {
    opened.forEach(Ledger::close);
    engine.close();
  }

  /** A store in which a user said 12 things, some answered well, and taught one lesson. */
  private Diary diary(String name, int steps) {
    Ledger ledger =
        SqliteLedger.open(folder.resolve(name), LedgerOptions.defaults(), Clock.systemUTC());
    opened.add(ledger);
    ledger.versions().registerBase(Diary.POLICY, model.toString());
    Diary diary = new Diary(ledger);
    for (int i = 0; i < steps; i++) {
      Prompt prompt = Prompt.of(ChatMessage.user("set a timer for " + (i * 7) + " minutes"));
      Generation answer =
          engine.generate(
              new GenerationRequest(
                  Diary.BASE, prompt, new ToolChoice.Auto(), Sampling.plain(1, i, 12), 0),
              GenerationListener.none());
      StepId step =
          diary.step(
              diary.newSession(),
              Line.MAIN,
              prompt,
              Diary.result(
                  ChatMessage.assistant("nonsense " + i),
                  answer.promptIds(),
                  answer.responseIds(),
                  answer.logprobs(),
                  "stop",
                  Diary.BASE));
      diary.judge(step, i % 3 == 0 ? Verdict.BAD : Verdict.GOOD, null);
    }
    diary.lesson("Tell me the weather in Rome.");
    return diary;
  }

  private Trainer trainer(String name, Engine with, TrainerOptions options) {
    ReplaySource replay =
        (tenant, user, count, seed) ->
            List.of(
                new ReplaySource.Replay(Prompt.of(ChatMessage.user("weather please")), null),
                new ReplaySource.Replay(Prompt.of(ChatMessage.user("tell me")), null));
    return new Trainer(opened.getLast(), with, replay, folder.resolve(name), "trainer-1", options);
  }

  private static TrainerOptions options() {
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Course course = defaults.course();
    TrainerOptions.Mixture mixture = defaults.mixture();
    return defaults
        .with(
            new TrainerOptions.Course(
                8, 1e-2, course.optimizer(), 3, course.enough(), course.leastSteps()))
        .with(
            new TrainerOptions.Mixture(
                3,
                1,
                2,
                1,
                1,
                1,
                0.01,
                mixture.divergence(),
                false,
                8,
                0.4,
                4,
                8,
                0.8,
                12,
                2,
                mixture.clip()))
        // A random model's answers have no end: that is no sign of anything here.
        .with(new TrainerOptions.StopRules(1_000, 0.1, 100, 1_000, 1))
        .with(
            new TrainerOptions.Start(
                8,
                4,
                defaults.start().lessonAge(),
                64,
                defaults.start().timeToLive(),
                defaults.start().poll()))
        .withThreads(1);
  }

  private PolicyVersion version(Diary diary, VersionRef ref) {
    assertThat(diary).isNotNull();
    return opened.getLast().versions().find(Diary.TENANT, ref).orElseThrow();
  }

  @Test
  void aRunThatNeedsTooMuchMemoryIsGivenUpAndSaysWhatToDo() {
    diary("a", 12);
    Engine small =
        (Engine)
            Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("train")) {
                    throw new OutOfMemoryError("Java heap space");
                  }
                  try {
                    return method.invoke(engine, arguments);
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
    Trainer trainer = trainer("a", small, options());

    assertThat(trainer.once())
        .isInstanceOfSatisfying(
            Trainer.Outcome.Stopped.class,
            stopped -> assertThat(stopped.reason()).contains("raise training.memory"));
    // Its samples are not taken again.
    assertThat(trainer.once()).isInstanceOf(Trainer.Outcome.Waiting.class);
  }

  @Test
  void whatIsLeftOfARunWhoseLeaseWasLostGoesAfterAWhile() throws IOException {
    diary("a", 0);
    Path lost = Files.createDirectories(folder.resolve("a/runs/lost"));
    Files.writeString(lost.resolve("state.json"), "{}");
    Files.setLastModifiedTime(lost, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path young = Files.createDirectories(folder.resolve("a/runs/young"));

    assertThat(trainer("a", engine, options()).once()).isInstanceOf(Trainer.Outcome.Waiting.class);

    assertThat(lost).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void trainsFromALeaseToACandidate() {
    Diary diary = diary("a", 12);

    Trainer.Outcome outcome = trainer("a", engine, options()).once();

    assertThat(outcome).isEqualTo(new Trainer.Outcome.Registered(FIRST));
    PolicyVersion version = version(diary, FIRST);
    assertThat(version.state()).isEqualTo(ReleaseState.CANDIDATE);
    assertThat(version.parent()).isEqualTo(Diary.BASE);
    assertThat(Path.of(version.folder()).resolve("adapter_model.safetensors")).exists();
    assertThat(opened.getLast().versions().lineage(Diary.TENANT, FIRST)).hasSize(12);
    ReleaseEvent event = opened.getLast().versions().history(Diary.TENANT, FIRST).getFirst();
    JsonNode evidence = JsonMapper.builder().build().readTree(event.evidence());
    assertThat(evidence.path("steps").asInt()).isEqualTo(8);
    // Acceptance 5: what serving stored is what the trainer computes.
    assertThat(evidence.path("logprobs_compared").asInt()).isGreaterThan(50);
    assertThat(evidence.path("logprob_gap_largest").asDouble()).isLessThan(1e-3);
    // Nothing is left to do, and it says so.
    assertThat(trainer("a", engine, options()).once()).isInstanceOf(Trainer.Outcome.Waiting.class);
    assertThat(folder.resolve("a/runs")).isEmptyDirectory();
  }

  @Test
  void whatTheBaseItselfDoesNotEndIsNoSignOfCollapse() {
    diary("rewards", 12);
    TrainerOptions.Mixture mixture = options().mixture();
    TrainerOptions rewards =
        options()
            .with(
                new TrainerOptions.Mixture(
                    0,
                    0,
                    4,
                    mixture.consolidationWeight(),
                    mixture.replayWeight(),
                    1,
                    mixture.klWeight(),
                    mixture.divergence(),
                    false,
                    mixture.topK(),
                    mixture.teacherShare(),
                    0,
                    0,
                    mixture.temperature(),
                    mixture.maxAnswer(),
                    mixture.importanceCap(),
                    mixture.clip()));
    TrainerOptions.StopRules rules = new TrainerOptions.StopRules(1_000, 0.1, 100, 1_000, 0.5);

    assertThat(trainer("rewards", engine, rewards.with(rules.withWatched(4))).once())
        .isInstanceOf(Trainer.Outcome.Registered.class);
  }

  @Test
  void aKilledRunGoesOnAndGivesTheSameAdapterBitForBit() throws IOException {
    Diary whole = diary("whole", 12);
    trainer("whole", engine, options()).once();
    byte[] expected = adapter(version(whole, FIRST));

    Diary killed = diary("killed", 12);
    for (int at : new int[] {1, 4, 5, 7}) {
      Trainer trainer = trainer("killed", new Interrupting(engine, at), options());
      assertThatThrownBy(trainer::once).isInstanceOf(Interrupting.Killed.class);
    }
    Trainer.Outcome outcome = trainer("killed", engine, options()).once();

    assertThat(outcome).isEqualTo(new Trainer.Outcome.Registered(FIRST));
    assertThat(adapter(version(killed, FIRST))).isEqualTo(expected);
    assertThat(opened.getLast().versions().list(Diary.TENANT, Diary.POLICY)).hasSize(2);
  }

  @Test
  void otherAlgorithmsTrainTooAndTheSameFormulaByAnotherWayGivesTheSameBits() throws IOException {
    Diary plain = diary("plain", 12);
    trainer("plain", engine, options()).once();
    byte[] expected = adapter(version(plain, FIRST));
    // A bound that nothing reaches makes it another recipe with the same formula.
    Recipe same = recipe("hone", Map.of(), Map.of("correction.lower", "1e-9"));
    assertThat(same.isDefault()).isFalse();
    assertThat(options().with(Recipe.hone())).isEqualTo(options());

    Diary diary = diary("same", 12);
    trainer("same", engine, options().with(same)).once();

    assertThat(adapter(version(diary, FIRST))).isEqualTo(expected);
    for (Recipe recipe :
        List.of(
            recipe("openclaw-rl", Map.of(), Map.of()),
            recipe("openclaw-rl-v2", Map.of(), Map.of()),
            recipe("verl", Map.of(), Map.of()),
            recipe("trl", Map.of(Kind.ADVANTAGE, "reinforce++"), Map.of()),
            recipe(
                "areal",
                Map.of(Kind.ADVANTAGE, "next-state", Kind.CORRECTION, "icepop", Kind.KL, "k2"),
                Map.of()))) {
      Diary other = diary(recipe.preset(), 12);
      assertThat(trainer(recipe.preset(), engine, options().with(recipe)).once())
          .as(recipe.preset())
          .isEqualTo(new Trainer.Outcome.Registered(FIRST));
      assertThat(adapter(version(other, FIRST))).isNotEqualTo(expected);
    }
  }

  private static Recipe recipe(String preset, Map<Kind, String> parts, Map<String, String> knobs) {
    return Recipe.of(new Recipe.Choice(preset, parts, knobs), RecipeMixture.carrier());
  }

  @Test
  void aRunKilledBetweenSavingAndRegisteringIsRegisteredOnce() throws IOException {
    Diary diary = diary("late", 12);
    Trainer trainer = trainer("late", new Interrupting(engine, 2), options());
    assertThatThrownBy(trainer::once).isInstanceOf(Interrupting.Killed.class);
    // What the killed process had saved already.
    Path result = folder.resolve("late/versions/starter-1");
    Files.createDirectories(result);
    Files.writeString(result.resolve("adapter_config.json"), "{}");

    assertThat(trainer("late", engine, options()).once())
        .isEqualTo(new Trainer.Outcome.Registered(FIRST));
    assertThat(version(diary, FIRST).folder()).isEqualTo(result.toString());
    assertThat(trainer("late", engine, options()).once())
        .isInstanceOf(Trainer.Outcome.Waiting.class);
  }

  @Test
  void aStopRuleEndsTheRunAndSaysWhy() {
    diary("stopped", 12);
    TrainerOptions strict = options().with(new TrainerOptions.StopRules(1e-9, 0.1, 100, 1_000, 1));

    Trainer.Outcome outcome = trainer("stopped", engine, strict).once();

    assertThat(outcome).isInstanceOf(Trainer.Outcome.Stopped.class);
    assertThat(((Trainer.Outcome.Stopped) outcome).reason()).contains("gradient norm");
    WorkBoard work = opened.getLast().work();
    assertThat(work.trainingScopes()).isEmpty();
    assertThat(work.idle(Diary.TENANT)).contains(new WorkBoard.Idle("used already", 12));
    assertThat(opened.getLast().versions().list(Diary.TENANT, Diary.POLICY)).hasSize(1);
    assertThat(folder.resolve("stopped/runs")).isEmptyDirectory();
  }

  @Test
  void waitsWithCounts() {
    diary("few", 3);

    Trainer.Outcome outcome = trainer("few", engine, options()).once();

    assertThat(outcome)
        .isEqualTo(
            new Trainer.Outcome.Waiting("waiting: 3 of 8 samples for alice, 1 lessons to learn"));
    assertThat(opened.getLast().work().trainers().getFirst().doing()).startsWith("waiting: 3 of 8");
  }

  @Test
  void aPollThatFindsNothingSaysWhy() {
    Diary diary = diary("nothing", 0);
    assertThat(((Trainer.Outcome.Waiting) trainer("nothing", engine, options()).once()).reason())
        .endsWith("no steps were kept yet");

    diary.step(Line.SIDE, "title?", "A title");
    diary.step(Line.MAIN, "hello", "Hello!");

    String why = ((Trainer.Outcome.Waiting) trainer("nothing", engine, options()).once()).reason();
    assertThat(why).contains("steps that do not train: 1 ");
    assertThat(opened.getLast().work().trainers().getFirst().doing()).isEqualTo(why);
  }

  private static byte[] adapter(PolicyVersion version) throws IOException {
    return Files.readAllBytes(Path.of(version.folder()).resolve("adapter_model.safetensors"));
  }

  @Test
  void curationRefusesWithReasons() {
    Diary diary = diary("curated", 0);
    List<StepResult> results =
        List.of(
            Diary.result(ChatMessage.assistant("fine")),
            Diary.result(ChatMessage.assistant("fine")),
            Diary.result(ChatMessage.assistant(" ")),
            Diary.result(
                ChatMessage.assistant("aaaaaaaaa"),
                new int[] {1},
                new int[] {5, 5, 5, 5, 5, 5, 5, 5, 5},
                new float[9],
                "stop",
                Diary.BASE),
            Diary.result(
                ChatMessage.assistant("on and on"),
                new int[] {1},
                new int[] {5, 6},
                new float[2],
                "length",
                Diary.BASE));
    String request = "tell me";
    for (int i = 0; HoldOut.isHeldOut(Prompt.of(ChatMessage.user(request))); i++) {
      request = "tell me " + i;
    }
    List<WorkBoard.Sample> samples = new ArrayList<>();
    for (StepResult result : results) {
      StepId step =
          diary.step(diary.newSession(), Line.MAIN, Prompt.of(ChatMessage.user(request)), result);
      samples.add(
          new WorkBoard.Sample(
              diary.tenant().steps().find(step).orElseThrow(), Verdict.GOOD, null));
    }

    Curation curation =
        Curation.of(samples, List.of(), user -> List.of(), CurationOptions.defaults(), 0);

    assertThat(curation.rewarded()).hasSize(1);
    assertThat(curation.prompts()).hasSize(1);
    assertThat(curation.dropped())
        .containsOnly(
            java.util.Map.entry("duplicate", 1),
            java.util.Map.entry("empty", 1),
            java.util.Map.entry("degenerate", 1),
            java.util.Map.entry("cut off", 1));
  }

  @Test
  void promptsThatTellTheLessonThemselvesTeachNothing() {
    Prompt told =
        Prompt.of(ChatMessage.user("No, always use  celsius!"), ChatMessage.user("Weather?"));

    assertThat(Told.by(told, List.of("Always use Celsius."))).isTrue();
    assertThat(Told.by(told, List.of("Be brief."))).isFalse();
  }

  @Test
  void aQuarterOfPromptsIsHeldOut() {
    long held = 0;
    for (int i = 0; i < 4_000; i++) {
      held += HoldOut.isHeldOut(Prompt.of(ChatMessage.user("request number " + i))) ? 1 : 0;
    }
    assertThat(held).isBetween(900L, 1_100L);
  }
}
