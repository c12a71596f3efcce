package dev.hone.learn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
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
import dev.hone.learn.defence.Defence;
import dev.hone.learn.defence.DefenceOptions;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.Interrupting;
import dev.hone.learn.fakes.TinyPolicy;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.VersionBook;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

/** Several users train one version: on a random model, where only the wheels can be seen. */
@Timeout(120)
class SharedTrainerTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);
  private static final Scope ALL = new Scope.OfTenant();

  @TempDir Path folder;
  private Engine engine;
  private Path model;
  private final List<Ledger> opened = new ArrayList<>();
  private final List<Lesson> own = new ArrayList<>();

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

  /** So many samples of each user; each has taught a lesson of their own. */
  private Ledger ledger(String name, int... samples) {
    Ledger ledger =
        SqliteLedger.open(folder.resolve(name), LedgerOptions.defaults(), Clock.systemUTC());
    opened.add(ledger);
    ledger.versions().registerBase(Diary.POLICY, model.toString());
    own.clear();
    for (int user = 0; user < samples.length; user++) {
      Diary diary = new Diary(ledger, user(user));
      for (int i = 0; i < samples[user]; i++) {
        write(diary, "user " + user + " sets a timer for " + (i * 7) + " minutes", i);
      }
      own.add(diary.lesson("Tell me the weather in city number " + user + "."));
    }
    return ledger;
  }

  private static UserId user(int number) {
    return new UserId("user-" + number);
  }

  private void write(Diary diary, String request, int seed) {
    Prompt prompt = Prompt.of(ChatMessage.user(request));
    Generation answer =
        engine.generate(
            new GenerationRequest(
                Diary.BASE, prompt, new ToolChoice.Auto(), Sampling.plain(1, seed, 12), 0),
            GenerationListener.none());
    StepId step =
        diary.step(
            diary.newSession(),
            Line.MAIN,
            prompt,
            Diary.result(
                ChatMessage.assistant("nonsense " + seed),
                answer.promptIds(),
                answer.responseIds(),
                answer.logprobs(),
                "stop",
                Diary.BASE));
    diary.judge(step, seed % 3 == 0 ? Verdict.BAD : Verdict.GOOD, null);
  }

  private Trainer trainer(String name, Engine with, TrainerOptions options, TrainingGuard guard) {
    return new Trainer(
        opened.getLast(),
        with,
        ReplaySource.none(),
        folder.resolve(name),
        "trainer-1",
        options,
        guard);
  }

  private static TrainerOptions options(Breadth breadth, JointLessons lessons) {
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Course course = defaults.course();
    TrainerOptions.Mixture mixture = defaults.mixture();
    return defaults
        .with(
            new TrainerOptions.Course(
                6, 1e-2, course.optimizer(), 3, course.enough(), course.leastSteps()))
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
        .with(Sharing.all(new Sharing.Choice(breadth, lessons, 3)))
        .withThreads(1);
  }

  private JsonNode evidence(VersionRef ref) {
    return JsonMapper.builder()
        .build()
        .readTree(opened.getLast().versions().history(Diary.TENANT, ref).getFirst().evidence());
  }

  private PolicyVersion version() {
    return opened.getLast().versions().find(Diary.TENANT, FIRST).orElseThrow();
  }

  @Test
  void oneVersionOfAllWithEveryStepInItsLineage() {
    Ledger ledger = ledger("all", 6, 6, 6);
    Lesson shared =
        ledger.tenant(Diary.TENANT).lessons().add(ALL, "Speak of Rome.", null, List.of());

    Trainer.Outcome outcome =
        trainer("all", engine, options(Breadth.TENANT, JointLessons.SHARED), TrainingGuard.none())
            .once();

    assertThat(outcome).isEqualTo(new Trainer.Outcome.Registered(FIRST));
    assertThat(version().scope()).isEqualTo(ALL);
    assertThat(ledger.versions().influences(Diary.TENANT, FIRST))
        .extracting(VersionBook.Influence::steps)
        .containsExactly(6L, 6L, 6L);
    // What one user said goes into nobody else's weights.
    assertThat(evidence(FIRST).path("lesson_ids").toString())
        .isEqualTo("[\"" + shared.id() + "\"]");
    assertThat(evidence(FIRST).path("influence").path("users").asInt()).isEqualTo(3);
    assertThat(evidence(FIRST).toString()).doesNotContain("user-");
  }

  @Test
  void withOwnLessonsEachUsersPromptsAreTaughtWithTheirs() {
    ledger("own", 6, 6, 6);

    trainer("own", engine, options(Breadth.AGENT, JointLessons.OWN), TrainingGuard.none()).once();

    assertThat(version().scope()).isEqualTo(new Scope.OfAgent(Diary.AGENT));
    List<String> taught = new ArrayList<>();
    evidence(FIRST).path("lesson_ids").forEach(id -> taught.add(id.asString()));
    assertThat(taught).containsExactlyInAnyOrderElementsOf(ids());
    assertThat(evidence(FIRST).path("influence").path("own_lessons").asBoolean()).isTrue();
  }

  private List<String> ids() {
    return own.stream().map(lesson -> lesson.id().toString()).toList();
  }

  @Test
  void whatAUserIsTaughtIsTheirsAlone() {
    Syllabus.Taught all = new Syllabus.Taught(own("shared"), "all");
    Syllabus.Taught mine = new Syllabus.Taught(own("mine"), "mine");
    Syllabus syllabus =
        new Syllabus(List.of(all), Map.of(user(0), List.of(all, mine), user(1), List.of()));

    assertThat(syllabus.texts(user(0))).containsExactly("all", "mine");
    assertThat(syllabus.texts(user(1))).isEmpty();
    assertThat(syllabus.texts(null)).containsExactly("all");
    assertThat(syllabus.ids()).hasSize(2);
  }

  private static dev.hone.core.LessonId own(String name) {
    return new dev.hone.core.LessonId(
        java.util.UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void aKilledSharedRunGivesTheSameAdapterBitForBit() throws IOException {
    TrainerOptions options = options(Breadth.TENANT, JointLessons.OWN);
    ledger("whole", 6, 6, 6);
    Defence whole = new Defence(opened.getLast(), DefenceOptions.defaults());
    trainer("whole", engine, options, whole).once();
    byte[] expected = adapter();

    ledger("killed", 6, 6, 6);
    Defence killed = new Defence(opened.getLast(), DefenceOptions.defaults());
    Trainer first = trainer("killed", new Interrupting(engine, 4), options, killed);
    assertThatThrownBy(first::once).isInstanceOf(Interrupting.Killed.class);
    trainer("killed", engine, options, killed).once();

    assertThat(adapter()).isEqualTo(expected);
  }

  private byte[] adapter() throws IOException {
    return Files.readAllBytes(Path.of(version().folder()).resolve("adapter_model.safetensors"));
  }

  @Test
  void whoFloodsHasNoMoreThanTheShareOfTheGradient() {
    ledger("flood", 60, 5, 5);
    Defence defence = new Defence(opened.getLast(), DefenceOptions.defaults().withMostOfAUser(0.4));

    trainer("flood", engine, options(Breadth.TENANT, JointLessons.OWN), defence).once();

    JsonNode influence = evidence(FIRST).path("influence");
    assertThat(influence.path("largest_reward").asDouble()).isBetween(1 / 3.0, 0.4 + 1e-9);
    assertThat(influence.path("largest_practice").asDouble()).isLessThanOrEqualTo(0.4 + 1e-9);
  }

  @Test
  void aSharedVersionWaitsForEnoughUsers() {
    ledger("few", 12, 12);

    Trainer.Outcome outcome =
        trainer("few", engine, options(Breadth.TENANT, JointLessons.SHARED), TrainingGuard.none())
            .once();

    assertThat(outcome)
        .isEqualTo(
            new Trainer.Outcome.Waiting("waiting: 24 of 8 samples for tenant acme, 2 of 3 users"));
  }

  @Test
  void samplesOfWhoIsHeldMeanwhileAreGivenBack() {
    Ledger ledger = ledger("held", 6, 6, 6, 6);
    TrainingGuard guard =
        (tenant, user) -> {
          boolean bad = user.equals(user(3));
          if (bad) {
            ledger.tenant(tenant).quarantine().hold(user, "test", "{}", "me");
          }
          return !bad;
        };
    Trainer trainer = trainer("held", engine, options(Breadth.TENANT, JointLessons.SHARED), guard);

    assertThat(trainer.once()).isInstanceOf(Trainer.Outcome.Waiting.class);
    assertThat(trainer.once()).isEqualTo(new Trainer.Outcome.Registered(FIRST));
    assertThat(ledger.versions().influences(Diary.TENANT, FIRST))
        .extracting(VersionBook.Influence::user)
        .doesNotContain(user(3));
  }

  @Test
  void tenantsChooseForThemselves() {
    ledger("chosen", 9, 9, 9);
    TrainerOptions options =
        options(Breadth.USER, JointLessons.SHARED)
            .with(
                new Sharing(
                    Sharing.none().usual(),
                    Map.of(
                        new TenantId("other"),
                        new Sharing.Choice(Breadth.TENANT, JointLessons.SHARED, 3))));

    trainer("chosen", engine, options, TrainingGuard.none()).once();

    assertThat(version().scope()).isInstanceOf(Scope.OfUser.class);
  }
}
