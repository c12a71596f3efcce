package dev.hone.learn.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.fakes.Diary;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.store.Judgement;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.Lesson.State;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrial;
import dev.hone.store.LessonTrials;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.TenantLedger;
import dev.hone.store.sql.SqlLedger;
import dev.hone.store.sqlite.SqliteLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lesson that helps stays, one that does not is dropped, and how often that goes wrong. */
class LessonTrialsTest {

  private static final TenantId TENANT = new TenantId("acme");
  private static final AgentId AGENT = new AgentId("helper");
  private static final long SEED = 20_261_120L;

  @TempDir Path folder;
  private final Ticking clock = new Ticking();

  /** Goes on with each look, so that no two steps are judged at the same moment. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public synchronized Instant instant() {
      now = now.plusMillis(1);
      return now;
    }

    synchronized void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("a test clock has one zone");
    }
  }

  private SqlLedger ledger() {
    SqlLedger ledger = SqliteLedger.open(folder, LedgerOptions.defaults(), clock);
    ledger.createTenant(TENANT, "Acme");
    return ledger;
  }

  /** A judged step of a session of its own, with the lesson or without as the trial wants it. */
  private static void step(
      TenantLedger tenant,
      Lesson lesson,
      String session,
      double with,
      double without,
      SplittableRandom random) {
    boolean kept = lesson.isKeptFrom(session);
    boolean trial = lesson.holdOut() > 0;
    boolean good = random.nextDouble() < (kept ? without : with);
    String user = ((Scope.OfUser) lesson.scope()).user().value();
    Prompt prompt = Prompt.of(ChatMessage.user(session));
    StepDraft draft =
        new StepDraft(
            AGENT,
            new UserId(user),
            session,
            null,
            Line.MAIN,
            "starter",
            new VersionRef("starter", 0),
            prompt,
            new byte[0],
            kept ? List.of() : List.of(lesson.id()),
            "test",
            true,
            null,
            trial ? List.of(new LessonArm(lesson.id(), kept)) : List.of());
    StepId step = ((OpenedStep.Fresh) tenant.steps().open(draft)).step();
    tenant.steps().complete(step, Diary.result(ChatMessage.assistant("ok")));
    tenant
        .signals()
        .add(
            new Judgement(
                "event-" + step,
                step,
                "rule:test",
                good ? Verdict.GOOD : Verdict.BAD,
                "",
                null,
                "said so"));
  }

  /** Steps until the lesson's trial ends; the store is opened anew half-way. */
  private int run(String user, double with, double without, LessonOptions options, int most) {
    SplittableRandom random = new SplittableRandom(SEED + user.hashCode());
    int steps = 0;
    Scope scope = new Scope.OfUser(new UserId(user));
    for (int start = 0; start < 2; start++) {
      try (SqlLedger ledger = ledger()) {
        TenantLedger tenant = ledger.tenant(TENANT);
        LessonBook book = tenant.lessons();
        LessonKeeper keeper = new LessonKeeper(ledger, options, clock);
        if (book.of(scope).isEmpty()) {
          book.add(scope, "Be brief.", null, List.of());
        }
        int end = start == 0 ? 40 : most;
        while (steps < end && !decided(book, scope)) {
          Lesson lesson = book.active(AGENT, new UserId(user)).getFirst();
          for (int i = 0; i < 10; i++) {
            step(tenant, lesson, user + "-" + steps++, with, without, random);
          }
          clock.advance(Duration.ofSeconds(20));
          keeper.once();
        }
      }
    }
    return steps;
  }

  private static boolean decided(LessonBook book, Scope scope) {
    Lesson lesson = book.of(scope).getFirst();
    return lesson.proved() || lesson.state() != State.ACTIVE;
  }

  @Test
  void aHelpfulLessonStaysAndAUselessOrHarmfulOneIsDropped() {
    // Ids are random, and with them who goes without: the false alarm is one that never comes.
    LessonOptions options =
        LessonOptions.defaults()
            .withTrials(0.5, 20, new SequentialComparison(1e-4, 0.05, 0.25, 2_000));
    System.out.println("seed " + SEED);
    int helpful = run("helpful", 0.95, 0.4, options, 1_500);
    int useless = run("useless", 0.8, 0.8, options, 1_500);
    int harmful = run("harmful", 0.4, 0.95, options, 1_500);
    System.out.printf("decided after %d, %d, %d steps%n", helpful, useless, harmful);
    try (SqlLedger ledger = ledger()) {
      LessonBook book = ledger.tenant(TENANT).lessons();
      Lesson good = book.of(new Scope.OfUser(new UserId("helpful"))).getFirst();
      assertThat(good)
          .extracting(Lesson::state, Lesson::proved, Lesson::holdOut)
          .containsExactly(State.ACTIVE, true, 0.0);
      assertThat(good.uses()).isGreaterThanOrEqualTo(20);
      assertThat(book.trials().of(good.id()).getFirst().state()).isEqualTo(LessonTrial.State.HELPS);
      for (String user : List.of("useless", "harmful")) {
        Lesson dropped = book.of(new Scope.OfUser(new UserId(user))).getFirst();
        assertThat(dropped.state()).isEqualTo(State.DROPPED);
        LessonTrial trial = book.trials().of(dropped.id()).getFirst();
        assertThat(trial.state()).isIn(LessonTrial.State.NO_HELP, LessonTrial.State.HARMS);
        assertThat(trial.reading()).contains("\"with\":{\"signals\":", "\"evidence_of_no_help\":");
        assertThat(book.active(AGENT, new UserId(user))).isEmpty();
      }
    }
  }

  private record Tally(int helps, int dropped, int undecided, int medianWithheld) {}

  /** Many lessons, each with its own stream of signals. */
  private static Tally simulate(int lessons, double with, double without, double share) {
    SequentialComparison comparison = LessonOptions.defaults().comparison();
    SplittableRandom random = new SplittableRandom(SEED);
    int helps = 0;
    int dropped = 0;
    int undecided = 0;
    int[] withheld = new int[lessons];
    UserId user = new UserId("u");
    for (int lesson = 0; lesson < lessons; lesson++) {
      List<LessonTrials.Signal> signals = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        boolean kept = random.nextDouble() < share;
        boolean good = random.nextDouble() < (kept ? without : with);
        signals.add(
            new LessonTrials.Signal(
                user, new SessionId(new UUID(lesson, i)), kept, good ? Verdict.GOOD : Verdict.BAD));
      }
      TrialReading reading = TrialReading.of(comparison, signals, false);
      withheld[lesson] = reading.help().candidate();
      switch (reading.state()) {
        case HELPS -> helps++;
        case NO_HELP, HARMS -> dropped++;
        case UNDECIDED, OPEN, ENDED -> undecided++;
      }
    }
    Arrays.sort(withheld);
    Tally tally = new Tally(helps, dropped, undecided, withheld[lessons / 2]);
    System.out.printf(
        Locale.ROOT, "good with %.2f, without %.2f: of %d %s%n", with, without, lessons, tally);
    return tally;
  }

  @Test
  void theErrorRatesAreWhatTheySay() {
    int lessons = 400;
    Tally helpfulByTheMargin = simulate(lessons, 0.8, 0.7, 0.1);
    Tally helpful = simulate(lessons, 0.8, 0.5, 0.1);
    Tally useless = simulate(lessons, 0.8, 0.8, 0.1);
    Tally harmful = simulate(lessons, 0.6, 0.8, 0.1);
    assertThat(helpfulByTheMargin.dropped()).as("false drops").isLessThanOrEqualTo(lessons / 20);
    assertThat(helpful.dropped()).isZero();
    assertThat(helpful.helps()).isGreaterThan(lessons * 95 / 100);
    assertThat(useless.helps()).as("false proofs").isLessThanOrEqualTo(lessons / 20);
    assertThat(useless.dropped()).isGreaterThan(lessons * 80 / 100);
    assertThat(harmful.dropped()).isGreaterThan(lessons * 95 / 100);
  }
}
