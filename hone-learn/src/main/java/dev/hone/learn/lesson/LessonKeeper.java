package dev.hone.learn.lesson;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrial;
import dev.hone.store.LessonTrial.State;
import dev.hone.store.LessonTrials;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks after lessons: counts their uses, lets those age that are of no use, withdraws shared ones
 * for which too few users stand, puts lessons on trial and ends trials. Everything is read anew
 * from the store at each look, so that a killed keeper loses nothing and several agree.
 *
 * <p>One thread of its own, from {@link #start} to {@link #close}.
 */
public final class LessonKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LessonKeeper.class);

  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Judgements counted in one transaction, and transactions at one look. */
  private static final int JUDGEMENTS = 256;

  private static final int MOST_COUNTS = 64;

  /** Lessons of a tenant put on trial at one look. */
  private static final int MOST_BEGUN = 64;

  /** Signals read at most: what decides comes long before. */
  private static final int MOST_SIGNALS = 20_000;

  private final Ledger ledger;
  private final LessonOptions options;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.builder().build();
  private final Object closing = new Object();
  private boolean closed;
  private @Nullable Thread worker;

  public LessonKeeper(Ledger ledger, LessonOptions options, Clock clock) {
    this.ledger = ledger;
    this.options = options;
    this.clock = clock;
  }

  /** Begins to work. */
  public synchronized void start() {
    if (worker != null) {
      throw new IllegalStateException("the lesson keeper was started already");
    }
    worker = Thread.ofVirtual().name("lesson-keeper").start(this::work);
  }

  private void work() {
    while (!isClosed()) {
      try {
        once();
      } catch (RuntimeException failed) {
        LOG.error("lessons could not be looked after; it is tried again shortly", failed);
      }
      pause();
    }
  }

  /** One look at the lessons of all tenants. */
  public void once() {
    for (TenantId tenant : ledger.tenants()) {
      if (isClosed()) {
        return;
      }
      LessonBook book = ledger.tenant(tenant).lessons();
      int counts = 0;
      while (book.countUses(JUDGEMENTS) == JUDGEMENTS && ++counts < MOST_COUNTS) {
        // More are waiting.
      }
      for (LessonId withdrawn : book.withdrawUnsupported()) {
        LOG.info("tenant {}: lesson {} is withdrawn: too few stand for it", tenant, withdrawn);
      }
      if (!options.maxAge().isZero()) {
        for (LessonId aged : book.age(clock.instant().minus(options.maxAge()))) {
          LOG.info(
              "tenant {}: lesson {} has left prompts: neither taught nor of use for {} days",
              tenant,
              aged,
              options.maxAge().toDays());
        }
      }
      read(tenant, book);
      if (options.holdOut() > 0) {
        begin(tenant, book.trials());
      }
    }
  }

  private void begin(TenantId tenant, LessonTrials trials) {
    for (Lesson ripe : trials.ripe(options.holdOutAfter(), MOST_BEGUN)) {
      if (trials.begin(ripe.id(), options.holdOut())) {
        LOG.info(
            "tenant {}: lesson {} is on trial: {} % of sessions go without it",
            tenant, ripe.id(), Math.round(options.holdOut() * 100));
      }
    }
  }

  private void read(TenantId tenant, LessonBook book) {
    LessonTrials trials = book.trials();
    for (LessonTrial trial : trials.open()) {
      boolean shared =
          book.find(trial.lesson())
              .map(lesson -> !(lesson.scope() instanceof Scope.OfUser))
              .orElse(false);
      TrialReading reading =
          TrialReading.of(options.comparison(), trials.signals(trial, MOST_SIGNALS), shared);
      String evidence = json.writeValueAsString(evidence(reading));
      if (reading.state() == State.OPEN) {
        if (!evidence.equals(trial.reading())) {
          trials.note(trial, evidence);
        }
      } else if (trials.end(trial, reading.state(), evidence)) {
        LOG.info("tenant {}: lesson {}: {}", tenant, trial.lesson(), evidence);
      }
    }
  }

  private ObjectNode evidence(TrialReading reading) {
    SequentialComparison comparison = options.comparison();
    ObjectNode node = json.createObjectNode();
    node.put("decision", reading.state().name().toLowerCase(Locale.ROOT));
    arm(node.putObject("with"), reading.help().live(), reading.help().liveGood());
    arm(node.putObject("without"), reading.help().candidate(), reading.help().candidateGood());
    node.put("blocks", reading.help().blocks());
    node.put("evidence_of_help", reading.help().harm());
    node.put("helps_at", 1 / comparison.falseAlarm());
    node.put("evidence_of_no_help", reading.help().proof());
    node.put("no_help_at", 1 / comparison.miss());
    node.put("evidence_of_harm", reading.harm().harm());
    node.put("harms_at", 1 / comparison.falseAlarm());
    node.put("margin", comparison.margin());
    node.put("most", comparison.most());
    return node;
  }

  private static void arm(ObjectNode node, int signals, int good) {
    node.put("signals", signals);
    node.put("good", good);
  }

  private boolean isClosed() {
    synchronized (closing) {
      return closed;
    }
  }

  private void pause() {
    synchronized (closing) {
      if (!closed) {
        try {
          closing.wait(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          closed = true;
        }
      }
    }
  }

  /** Stops; what it was about to find out the next look finds. */
  @Override
  public void close() {
    synchronized (closing) {
      closed = true;
      closing.notifyAll();
    }
    Thread thread;
    synchronized (this) {
      thread = worker;
    }
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
