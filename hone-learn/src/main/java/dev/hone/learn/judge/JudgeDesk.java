package dev.hone.learn.judge;

import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.TenantLedger;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes steps to judge, asks the rules and then, where they are silent, the model judge; keeps the
 * judgement, hands accepted hints to the lesson desk, and only then acknowledges. What fails is
 * taken again when its lease has run out; both the judgement and the lesson know the same event
 * again.
 *
 * <p>One thread takes and applies rules; the model judge is asked on others, so that a slow model
 * never holds back a lesson.
 */
public final class JudgeDesk implements AutoCloseable {

  /** Most pieces of work taken at once. */
  static final int BATCH = 32;

  /** Most steps that wait for the model judge at once. At the bound no more work is taken. */
  static final int MAX_ASKING = 32;

  /** Long messages remembered, to know those that a program says in many sessions. */
  private static final int MOST_TEXTS = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(JudgeDesk.class);
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Judge rules;
  private final @Nullable Judge model;
  private final LessonDesk lessons;
  private final String owner;
  private final JudgeWatch watch;
  private final double audited;
  private final RepeatedTexts repeated = new RepeatedTexts(MOST_TEXTS);
  private final ExecutorService asking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("judge-ask-", 0).factory());
  private final Semaphore places = new Semaphore(MAX_ASKING);
  private final Object closing = new Object();
  private volatile boolean closed;
  private @Nullable Thread worker;

  /**
   * A desk.
   *
   * @param model asked where rules are silent; null if none is configured
   * @param owner names this process in leases
   */
  public JudgeDesk(
      Ledger ledger, Judge rules, @Nullable Judge model, LessonDesk lessons, String owner) {
    this(ledger, rules, model, lessons, owner, JudgeWatch.none(), 0);
  }

  /**
   * A desk that is watched.
   *
   * @param audited share of the steps that rules judge, about which the model is asked as well, to
   *     see whether they agree; its opinion of those is not kept
   */
  public JudgeDesk(
      Ledger ledger,
      Judge rules,
      @Nullable Judge model,
      LessonDesk lessons,
      String owner,
      JudgeWatch watch,
      double audited) {
    this.ledger = ledger;
    this.watch = watch;
    this.audited = audited;
    this.rules = rules;
    this.model = model;
    this.lessons = lessons;
    this.owner = owner;
  }

  /** Begins to work, on a thread of its own. */
  public synchronized void start() {
    if (worker != null || closed) {
      throw new IllegalStateException("the judge desk was started already");
    }
    worker = Thread.ofVirtual().name("judge-desk").start(this::work);
  }

  private void work() {
    while (!closed) {
      try {
        for (WorkBoard.Judging piece :
            ledger.work().takeJudging(owner, BATCH, TIME_TO_LIVE, PATIENCE)) {
          if (closed) {
            return;
          }
          take(piece);
        }
      } catch (RuntimeException failed) {
        LOG.error("judging failed; the work is taken again when its lease has run out", failed);
        rest();
      }
    }
  }

  /**
   * One look at the work on the calling thread, for drivers that do not {@link #start} the desk.
   * What the rules judge is done when this returns; what a model is asked may come later.
   *
   * @return how many pieces were taken
   */
  public int once() {
    List<WorkBoard.Judging> pieces =
        ledger.work().takeJudging(owner, BATCH, TIME_TO_LIVE, Duration.ZERO);
    pieces.forEach(this::take);
    return pieces.size();
  }

  /** One failing piece leaves the others of its batch alone. */
  private void take(WorkBoard.Judging piece) {
    try {
      Optional<Occasion> occasion = occasion(piece);
      if (occasion.isEmpty()) {
        ledger.work().judged(piece);
        return;
      }
      if (piece.feedback() == null && occasion.get().isOnlyProgram()) {
        keep(piece, program());
        return;
      }
      Optional<Opinion> ruled = rules.judge(occasion.get());
      Optional<Opinion> opinion = ruled.or(() -> kept(piece));
      if (opinion.isPresent()) {
        keep(piece, opinion.get());
        if (ruled.isPresent() && model != null && isAudited(piece)) {
          audit(model, piece, occasion.get(), ruled.get());
        }
      } else if (model == null) {
        keep(piece, silent());
      } else {
        ask(model, piece, occasion.get());
      }
    } catch (RuntimeException failed) {
      failed(piece, failed);
    }
  }

  /** A judgement that was kept before its work was acknowledged; the model is not asked twice. */
  private Optional<Opinion> kept(WorkBoard.Judging piece) {
    return ledger.tenant(piece.tenant()).signals().judgements(piece.step()).stream()
        .filter(judgement -> judgement.eventId().equals(piece.workId()))
        .findFirst()
        .map(
            judgement ->
                new Opinion(
                    judgement.verdict(),
                    judgement.source(),
                    judgement.votes(),
                    judgement.hint() == null ? List.of() : List.of(judgement.hint()),
                    judgement.reason()));
  }

  private static Opinion silent() {
    return Opinion.rule(Verdict.UNKNOWN, "silent", "no rule speaks, and no model judge is set up");
  }

  private static Opinion program() {
    return Opinion.rule(
        Verdict.UNKNOWN, "program", "what came next was written by a program in the user's name");
  }

  /** Chosen by the step itself: the same one whoever judges it, and evenly. */
  private boolean isAudited(WorkBoard.Judging piece) {
    long hash = piece.step().value().getLeastSignificantBits() * 0x9E3779B97F4A7C15L;
    return (hash >>> 11) * 0x1.0p-53 < audited;
  }

  /** Never waits: where no place is free, the step is not audited. */
  private void audit(Judge judge, WorkBoard.Judging piece, Occasion occasion, Opinion ruled) {
    if (!places.tryAcquire()) {
      return;
    }
    asking.execute(
        () -> {
          try {
            judge
                .judge(occasion)
                .ifPresent(opinion -> compare(piece.tenant(), "model", ruled, opinion));
          } catch (RuntimeException failed) {
            LOG.warn("step {} could not be audited: {}", piece.step(), failed.getMessage());
          } finally {
            places.release();
          }
        });
  }

  private void compare(TenantId tenant, String with, Opinion ruled, Opinion other) {
    if (ruled.source().startsWith("rule:")
        && ruled.verdict() != Verdict.UNKNOWN
        && other.verdict() != Verdict.UNKNOWN) {
      watch.compared(tenant, with, ruled.verdict() == other.verdict());
    }
  }

  private void ask(Judge judge, WorkBoard.Judging piece, Occasion occasion) {
    try {
      if (!places.tryAcquire()) {
        LOG.info(
            "{} steps wait for the model judge; no more work is taken until one ends", MAX_ASKING);
        places.acquire();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    asking.execute(
        () -> {
          try {
            keep(piece, judge.judge(occasion).orElseGet(JudgeDesk::silent));
          } catch (RuntimeException failed) {
            failed(piece, failed);
          } finally {
            places.release();
          }
        });
  }

  private static void failed(WorkBoard.Judging piece, RuntimeException failure) {
    LOG.error(
        "tenant {}: step {} could not be judged; it is taken again when its lease has run out",
        piece.tenant(),
        piece.step(),
        failure);
  }

  /** What there is to judge; empty if the step is none that is judged. */
  private Optional<Occasion> occasion(WorkBoard.Judging piece) {
    Optional<StepRecord> found = ledger.tenant(piece.tenant()).steps().find(piece.step());
    if (found.isEmpty() || found.get().line() == Line.SIDE) {
      return Optional.empty();
    }
    StepRecord step = found.get();
    StepResult result = step.result();
    ChatMessage response = result == null ? ChatMessage.assistant("") : result.response();
    return Optional.of(
        new Occasion(
            step.prompt().messages(),
            response,
            piece.nextState() == null
                ? List.of()
                : withoutRepeated(step, piece.nextState().messages()),
            piece.nextState() != null && piece.nextState().repeated(),
            piece.feedback()));
  }

  /** Without long texts that came word for word in sessions about other things. */
  private List<ChatMessage> withoutRepeated(StepRecord step, List<ChatMessage> next) {
    String request = Occasion.request(step.prompt().messages());
    return next.stream()
        .map(
            message ->
                message.role() == Role.USER
                        && repeated.isProgram(
                            step.tenant(), step.session(), request, message.content())
                    ? ChatMessage.user("")
                    : message)
        .toList();
  }

  private void keep(WorkBoard.Judging piece, Opinion opinion) {
    if (closed) {
      return;
    }
    TenantLedger tenant = ledger.tenant(piece.tenant());
    if (opinion.source().equals("feedback")) {
      tenant.signals().judgements(piece.step()).stream()
          .filter(earlier -> earlier.source().startsWith("rule:"))
          .forEach(
              earlier ->
                  compare(
                      piece.tenant(),
                      "feedback",
                      Opinion.rule(earlier.verdict(), "earlier", ""),
                      opinion));
    }
    String hint = opinion.hints().isEmpty() ? null : String.join(" ", opinion.hints());
    boolean added =
        tenant
            .signals()
            .add(
                new Judgement(
                    piece.workId(),
                    piece.step(),
                    opinion.source(),
                    opinion.verdict(),
                    opinion.votes(),
                    hint,
                    opinion.reason()));
    if (added) {
      watch.judged(piece.tenant(), opinion);
    }
    for (String one : opinion.hints()) {
      lessons.accept(piece.tenant(), piece.user(), one, piece.step());
    }
    try {
      ledger.work().judged(piece);
    } catch (StoreException fenced) {
      if (fenced.code() != StoreException.Code.FENCED) {
        throw fenced;
      }
      LOG.info("step {} was judged by another holder too; nothing is kept twice", piece.step());
    }
  }

  private void rest() {
    synchronized (closing) {
      if (!closed) {
        try {
          closing.wait(AFTER_FAILURE.toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          closed = true;
        }
      }
    }
  }

  /** Stops taking work and returns within seconds. What was not acknowledged is taken again. */
  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      thread = worker;
    }
    synchronized (closing) {
      closed = true;
      closing.notifyAll();
    }
    asking.shutdownNow();
    if (thread != null) {
      try {
        if (!thread.join(PATIENCE.multipliedBy(4))) {
          thread.interrupt();
        }
        asking.awaitTermination(PATIENCE.multipliedBy(4).toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
