package dev.hone.learn.release;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.VersionFiles;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.fakes.ScriptedEngine;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard.Breadth;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version of three users, each with a wish of their own. */
@Timeout(60)
class SharedReleaseTest {

  private static final VersionRef FIRST = new VersionRef(Diary.POLICY, 1);
  private static final int USERS = 3;

  @TempDir Path folder;
  private Ledger ledger;
  private final List<Lesson> wishes = new ArrayList<>();

  /** For this user the candidate has learned nothing; -1: it has for all. */
  private int dull = -1;

  private final ScriptedEngine engine = new ScriptedEngine(this::say, version -> -1);

  /** User k wants the word Wk at the end; the candidate knows from the request who asks. */
  private ChatMessage say(VersionRef version, Prompt prompt) {
    String asked = prompt.messages().getLast().content();
    String system = prompt.messages().getFirst().content();
    StringBuilder answer = new StringBuilder("You said " + asked);
    for (int user = 0; user < USERS; user++) {
      boolean told = system.contains(LessonBlock.HEADING) && system.contains("W" + user);
      boolean learned = version.number() > 0 && user != dull && asked.startsWith("user " + user);
      answer.append(told || learned ? " W" + user : "");
    }
    return ChatMessage.assistant(answer.toString());
  }

  @BeforeEach
  void open() {
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), Clock.systemUTC());
    ledger.versions().registerBase(Diary.POLICY, folder.resolve("base").toString());
    engine.load(Diary.BASE, new VersionFiles(folder.resolve("base"), null));
    for (int user = 0; user < USERS; user++) {
      Diary diary = new Diary(ledger, user(user));
      for (int i = 0; i < 16; i++) {
        StepId step = diary.step(Line.MAIN, "user " + user + " asks " + i, "Here it is.");
        diary.judge(step, Verdict.BAD, null);
      }
      wishes.add(diary.lesson("Always end your replies with W" + user + "."));
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static UserId user(int number) {
    return new UserId("user-" + number);
  }

  /** A candidate of the tenant that was taught each user's own lesson. */
  private void candidate(double largest) {
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes(Breadth.TENANT).getFirst(),
                "trainer",
                100,
                Duration.ofMinutes(1))
            .orElseThrow();
    ledger
        .versions()
        .registerCandidate(
            ledger.versions().reserve(Diary.TENANT, Diary.POLICY),
            Diary.TENANT,
            lease.scope(),
            Diary.BASE,
            folder.resolve("candidate").toString(),
            lease.samples().stream().map(one -> one.step().id()).toList(),
            lease,
            "{\"influence\":{\"users\":3,\"largest_reward\":"
                + largest
                + ",\"largest_practice\":0.33},\"lesson_ids\":["
                + wishes.stream()
                    .map(wish -> "\"" + wish.id() + "\"")
                    .collect(Collectors.joining(","))
                + "]}");
  }

  private void look() {
    new ReleaseDesk(
            ledger,
            engine,
            SkillCheck.Source.none(),
            ReleaseOptions.defaults().withCanary(0, 0, SequentialComparison.defaults()),
            () -> {})
        .once();
  }

  private ReleaseState state() {
    return ledger.versions().find(Diary.TENANT, FIRST).orElseThrow().state();
  }

  private String reason() {
    return ledger.versions().history(Diary.TENANT, FIRST).getLast().evidence();
  }

  private Lesson.State wish(int user) {
    return ledger.tenant(Diary.TENANT).lessons().find(wishes.get(user).id()).orElseThrow().state();
  }

  @Test
  void eachUsersLessonLeavesThatUsersPromptWhereTheVersionFollowsIt() {
    dull = 2;
    candidate(0.34);
    look();

    assertThat(state()).as(reason()).isEqualTo(ReleaseState.LIVE);
    assertThat(reason()).contains("\"users\":3").contains("\"of\":\"gradient\"");
    assertThat(wish(0)).isEqualTo(Lesson.State.GRADUATED);
    assertThat(wish(1)).isEqualTo(Lesson.State.GRADUATED);
    assertThat(wish(2)).isEqualTo(Lesson.State.ACTIVE);
    ledger.versions().rollback(Diary.TENANT, Diary.POLICY, new Scope.OfTenant(), "person:me", "{}");
    assertThat(wish(0)).isEqualTo(Lesson.State.ACTIVE);
  }

  @Test
  void oneUserWithTooLargeAPartKeepsItFromGoingLive() {
    candidate(0.6);
    look();

    assertThat(state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(reason()).contains("one user brought 60 % of what entered its gradient");
  }

  @Test
  void whatAHeldUserShapedDoesNotGoLive() {
    candidate(0.34);
    ledger.tenant(Diary.TENANT).quarantine().hold(user(1), "test", "{}", "me");
    look();

    assertThat(state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(reason()).contains("quarantine");
  }

  @Test
  void aVersionThatWasUnloadedMeanwhileIsLoadedAgain() {
    ReloadingEngine reloading = new ReloadingEngine(engine);
    VersionRef other = new VersionRef(Diary.POLICY, 7);
    GenerationRequest request =
        new GenerationRequest(
            other,
            Prompt.of(ChatMessage.user("hello")),
            new dev.hone.core.chat.ToolChoice.Auto(),
            Sampling.greedy(9),
            0);
    reloading.load(other, new VersionFiles(folder.resolve("base"), folder.resolve("other")));
    engine.unload(other);

    assertThat(reloading.generate(request, GenerationListener.none()).text()).contains("hello");
    reloading.unload(other);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> reloading.generate(request, GenerationListener.none()))
        .isInstanceOf(EngineException.class);
  }
}
