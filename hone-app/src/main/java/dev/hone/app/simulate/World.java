package dev.hone.app.simulate;

import dev.hone.app.simulate.SimulationOptions.Weights;
import dev.hone.app.starter.StarterReplay;
import dev.hone.app.starter.StarterSkills;
import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.learn.defence.Defence;
import dev.hone.learn.defence.DefenceOptions;
import dev.hone.learn.judge.Judge;
import dev.hone.learn.judge.JudgeDesk;
import dev.hone.learn.judge.Opinion;
import dev.hone.learn.judge.RuleJudge;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.learn.release.ReleaseDesk;
import dev.hone.learn.release.SkillCheck;
import dev.hone.learn.simulate.Conversation;
import dev.hone.learn.simulate.SimulatedUser;
import dev.hone.learn.starter.Answerer;
import dev.hone.learn.starter.SkillSuite;
import dev.hone.learn.trainer.ReplaySource;
import dev.hone.learn.trainer.Trainer;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One world: a tenant with a ledger of its own, one agent, all users, one method. The parts are
 * those of the product, wired as the service and the trainer process wire them; only HTTP is left
 * out, and each part is asked for its next piece of work instead of looking by itself, so that the
 * same seed gives the same world. Owned by one thread.
 */
final class World implements AutoCloseable {

  static final String POLICY = "starter";
  private static final AgentId AGENT = new AgentId("simulated");
  private static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");
  private static final Duration BETWEEN_SESSIONS = Duration.ofMinutes(10);

  /** Seeds of the report's held-out prompts; the gate has its own. */
  private static final long HELD_OUT_SEED = 90_000;

  private final SimulationOptions options;
  private final RememberingEngine engine;
  private final Skills skills;
  private final long seed;
  private final Method method;
  private final Weights sharing;
  private final TenantId tenant;
  private final SimulatedClock clock = new SimulatedClock(BEGIN);
  private final Ledger ledger;
  private final JudgeDesk judge;
  private final LocalAgent agent;
  private final Trainer trainer;
  private final SkillCheck.Source skillChecks;
  private final Map<String, Integer> stopped = new TreeMap<>();
  private final Map<String, List<WorldResult.Session>> sessions = new HashMap<>();
  private int runs;

  /** Hears how far a world is. */
  interface Progress {
    void at(int session, int passing, int live);

    /** A session that is over. */
    void said(int session, Talk talk);
  }

  World(
      SimulationOptions options,
      RememberingEngine engine,
      Skills skills,
      Path folder,
      long seed,
      Method method,
      Weights sharing) {
    this.options = options;
    this.engine = engine;
    this.skills = skills;
    this.seed = seed;
    this.method = method;
    this.sharing = sharing;
    this.tenant = new TenantId("seed-" + seed + "-" + method.label() + "-" + sharing.label());
    this.ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), clock);
    ledger.createTenant(tenant, tenant.value());
    ledger.versions().registerBase(POLICY, options.model().toString());
    this.judge =
        new JudgeDesk(
            ledger,
            method.takesHints() ? new RuleJudge() : verdictsOnly(new RuleJudge()),
            null,
            new LessonDesk(ledger),
            "judge");
    this.agent =
        new LocalAgent(ledger, engine, tenant, AGENT, POLICY, method.tellsLessons(), judge);
    StarterReplay starter = new StarterReplay();
    // The same pool for every run of a seed: what the base answers to it is asked once.
    ReplaySource replay =
        options.starter()
            ? (ofTenant, whose, count, run) -> starter.prompts(ofTenant, whose, count, seed)
            : ReplaySource.none();
    TrainerOptions numbers = options.trainer(sharing);
    this.trainer =
        new Trainer(
            ledger,
            engine,
            replay,
            folder,
            "trainer",
            numbers.with(method.mixture(numbers.mixture())).with(method.start(numbers.start())),
            new Defence(ledger, DefenceOptions.defaults()));
    this.skillChecks =
        options.starter() ? new StarterSkills(options.skillPrompts()) : SkillCheck.Source.none();
  }

  /**
   * A release desk. It looks at the lessons of a live version once in its life; there is a new one
   * after every session, as after a restart of the service, because with every session there are
   * more prompts that show whether the version does without the lesson.
   */
  private ReleaseDesk desk() {
    return new ReleaseDesk(ledger, engine, skillChecks, options.gate(), () -> {});
  }

  /** Says what a step was worth, and nothing of how it should have been. */
  private static Judge verdictsOnly(Judge judge) {
    return occasion ->
        judge
            .judge(occasion)
            .map(
                opinion ->
                    new Opinion(
                        opinion.verdict(),
                        opinion.source(),
                        opinion.votes(),
                        List.of(),
                        opinion.reason()));
  }

  WorldResult run(Progress progress) {
    long begun = System.nanoTime();
    for (int number = 0; number < options.sessions(); number++) {
      int passing = round(number, progress);
      clock.pass(BETWEEN_SESSIONS);
      if (method.trains()) {
        try (ReleaseDesk desk = desk()) {
          desk.once();
          if (number + 1 < options.sessions()) {
            train(desk);
          }
        }
      }
      progress.at(number + 1, passing, live());
    }
    List<WorldResult.OfUser> users = new ArrayList<>();
    for (SimulatedUser user : options.users()) {
      users.add(result(user));
    }
    WorldResult.Saved month =
        method == Method.LESSONS_AND_WEIGHTS && options.month().days() > 0 ? month() : null;
    return new WorldResult(
        seed, method, sharing, users, releases(), month, (System.nanoTime() - begun) / 1e9);
  }

  /** One session of every user; says how many passed. */
  private int round(int number, Progress progress) {
    List<Talk> talks = new ArrayList<>();
    for (SimulatedUser user : options.users()) {
      talks.add(
          new Talk(
              Conversation.begin(user, number, random(user, number)), user.name() + " " + number));
    }
    agent.talk(talks, false);
    int passing = 0;
    for (Talk talk : talks) {
      WorldResult.Session session = talk.result();
      passing += session.passed() ? 1 : 0;
      sessions
          .computeIfAbsent(talk.conversation().user().name(), any -> new ArrayList<>())
          .add(session);
      progress.said(number + 1, talk);
    }
    return passing;
  }

  /** The same requests and words for every method. */
  private SplittableRandom random(SimulatedUser user, int number) {
    return new SplittableRandom((seed * 1_000_003L + user.name().hashCode()) * 1_000_003L + number);
  }

  private void train(ReleaseDesk desk) {
    while (true) {
      switch (trainer.once()) {
        case Trainer.Outcome.Waiting waiting -> {
          return;
        }
        case Trainer.Outcome.Registered registered -> {
          runs++;
          desk.once();
        }
        case Trainer.Outcome.Stopped(String reason) -> {
          runs++;
          stopped.merge(kind(reason), 1, Integer::sum);
        }
      }
    }
  }

  /** A reason without its figures. */
  static String kind(String reason) {
    return reason.replaceAll("[-+]?\\d[\\d.]*(?:E-?\\d+)?", "…").replaceAll("\\s+", " ").strip();
  }

  private int live() {
    return (int)
        ledger.versions().routes().live().stream()
            .filter(route -> route.ref().number() > 0)
            .count();
  }

  private WorldResult.OfUser result(SimulatedUser user) {
    UserId id = new UserId(user.name());
    VersionRef version = agent.version(id, ledger.versions().routes());
    List<Lesson> lessons = ledger.tenant(tenant).lessons().of(new Scope.OfUser(id));
    return new WorldResult.OfUser(
        user.name(),
        sessions.getOrDefault(user.name(), List.of()),
        skills.share(engine, new VersionRef(POLICY, 0)),
        skills.share(engine, version),
        lessons.size(),
        (int) lessons.stream().filter(lesson -> lesson.state() == Lesson.State.GRADUATED).count());
  }

  private WorldResult.Releases releases() {
    int live = 0;
    Map<String, Integer> refused = new TreeMap<>();
    for (PolicyVersion version : ledger.versions().list(tenant, POLICY)) {
      if (version.tenant() == null) {
        continue;
      }
      List<ReleaseEvent> history = ledger.versions().history(tenant, version.ref());
      if (history.stream().anyMatch(event -> event.to() == ReleaseState.LIVE)) {
        live++;
      }
      history.stream()
          .filter(event -> event.to() == ReleaseState.REJECTED)
          .forEach(event -> refused.merge(kind(Evidence.reason(event)), 1, Integer::sum));
    }
    return new WorldResult.Releases(runs, live, refused, stopped);
  }

  /** A month of the first user whose lesson graduated; null if none did. */
  private WorldResult.@Nullable Saved month() {
    for (SimulatedUser user : options.users()) {
      if (!ledger.tenant(tenant).lessons().graduated(AGENT, new UserId(user.name())).isEmpty()) {
        return month(user);
      }
    }
    return null;
  }

  private WorldResult.Saved month(SimulatedUser user) {
    int number = options.sessions();
    int passed = 0;
    LocalAgent.Metered sum = LocalAgent.Metered.NONE;
    for (int day = 0; day < options.month().days(); day++) {
      clock.pass(Duration.ofDays(1));
      List<Talk> talks = new ArrayList<>();
      for (int i = 0; i < options.month().sessionsOfADay(); i++, number++) {
        talks.add(
            new Talk(
                Conversation.begin(user, number, random(user, number)),
                user.name() + " " + number));
      }
      LocalAgent.Metered ofDay = agent.talk(talks, true);
      sum =
          new LocalAgent.Metered(
              sum.steps() + ofDay.steps(), sum.sent() + ofDay.sent(), sum.told() + ofDay.told());
      passed += (int) talks.stream().filter(talk -> talk.result().passed()).count();
    }
    return new WorldResult.Saved(
        user.name(),
        options.month().days(),
        number - options.sessions(),
        sum.steps(),
        sum.sent(),
        sum.told(),
        passed);
  }

  /** The report's held-out prompts. One for each seed. */
  static final class Skills {

    private final SkillSuite suite;

    Skills(long seed, int prompts) {
      this.suite = SkillSuite.of(HELD_OUT_SEED + seed, prompts);
    }

    /** From 0 to 1; no number if nothing is known of this model's skills. */
    double share(RememberingEngine engine, VersionRef version) {
      return suite.items().isEmpty() ? Double.NaN : suite.share(Answerer.greedy(engine, version));
    }
  }

  @Override
  public void close() {
    trainer.close();
    judge.close();
    ledger.close();
    engine.unloadTrained();
  }
}
