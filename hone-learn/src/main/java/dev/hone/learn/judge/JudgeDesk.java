package dev.hone.learn.judge;

import dev.hone.core.Line;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.store.Judgement;
import dev.hone.store.Ledger;
import dev.hone.store.SignalLog;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes steps to judge, asks the rules and then, where they are silent, the model judge; hands
 * accepted hints to the lesson desk, and then keeps the judgements of a batch and acknowledges them
 * in one commit. What fails is taken again when its lease has run out; both the judgement and the
 * lesson know the same event again.
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
        work(PATIENCE);
      } catch (RuntimeException failed) {
        LOG.error("judging failed; the work is taken again when its lease has run out", failed);
        rest();
      }
    }
  }

  /** Takes what waits, or what comes within this time; says how much it was. */
  private int work(Duration patience) {
    List<Reached> reached = new ArrayList<>();
    List<WorkBoard.Judging> pieces =
        ledger.work().takeJudging(owner, BATCH, TIME_TO_LIVE, patience);
    for (WorkBoard.Judging piece : pieces) {
      if (closed) {
        return 0;
      }
      take(piece).ifPresent(reached::add);
    }
    keep(reached);
    return pieces.size();
  }

  /**
   * One look at the work on the calling thread, for drivers that do not {@link #start} the desk.
   * What the rules judge is done when this returns; what a model is asked may come later.
   *
   * @return how many pieces were taken
   */
  public int once() {
    return work(Duration.ZERO);
  }

  /** A piece of work and the opinion that ends it. */
  private record Reached(WorkBoard.Judging piece, Opinion opinion) {}

  /** What is reached at once; one failing piece leaves the others of its batch alone. */
  private Optional<Reached> take(WorkBoard.Judging piece) {
    try {
      Optional<Occasion> occasion = occasion(piece);
      if (occasion.isEmpty()) {
        ledger.work().judged(piece);
        return Optional.empty();
      }
      if (piece.feedback() == null && occasion.get().isOnlyProgram()) {
        return Optional.of(new Reached(piece, program()));
      }
      Optional<Opinion> ruled = rules.judge(occasion.get());
      if (ruled.isPresent()) {
        teach(piece, ruled.get());
        if (model != null && isAudited(piece)) {
          audit(model, piece, occasion.get(), ruled.get());
        }
        return Optional.of(new Reached(piece, ruled.get()));
      }
      if (model == null) {
        return Optional.of(new Reached(piece, silent()));
      }
      ask(model, piece, occasion.get());
    } catch (RuntimeException failed) {
      failed(piece, failed);
    }
    return Optional.empty();
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
            Opinion opinion = judge.judge(occasion).orElseGet(JudgeDesk::silent);
            teach(piece, opinion);
            keep(List.of(new Reached(piece, opinion)));
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
    WorkBoard.Seen seen = piece.seen() == null ? read(piece) : piece.seen();
    if (seen == null || seen.line() == Line.SIDE) {
      return Optional.empty();
    }
    return Optional.of(
        new Occasion(
            seen.asked(),
            seen.answered(),
            piece.nextState() == null
                ? List.of()
                : withoutRepeated(piece.tenant(), seen, piece.nextState().messages()),
            piece.nextState() != null && piece.nextState().repeated(),
            piece.feedback()));
  }

  private WorkBoard.@Nullable Seen read(WorkBoard.Judging piece) {
    return ledger
        .tenant(piece.tenant())
        .steps()
        .find(piece.step())
        .map(
            step ->
                new WorkBoard.Seen(
                    step.session(),
                    step.line(),
                    step.prompt().messages(),
                    step.result() == null ? ChatMessage.assistant("") : step.result().response()))
        .orElse(null);
  }

  /** Without long texts that came word for word in sessions about other things. */
  private List<ChatMessage> withoutRepeated(
      TenantId tenant, WorkBoard.Seen step, List<ChatMessage> next) {
    String request = Occasion.request(step.asked());
    return next.stream()
        .map(
            message ->
                message.role() == Role.USER
                        && repeated.isProgram(tenant, step.session(), request, message.content())
                    ? ChatMessage.user("")
                    : message)
        .toList();
  }

  /** Lessons come before the acknowledgement: who dies between them teaches again. */
  private void teach(WorkBoard.Judging piece, Opinion opinion) {
    for (String hint : opinion.hints()) {
      if (!closed) {
        lessons.accept(piece.tenant(), piece.user(), hint, piece.step());
      }
    }
  }

  /** One commit for each tenant. */
  private void keep(List<Reached> reached) {
    Map<TenantId, List<Reached>> byTenant = new LinkedHashMap<>();
    for (Reached one : reached) {
      byTenant.computeIfAbsent(one.piece().tenant(), _ -> new ArrayList<>()).add(one);
    }
    byTenant.forEach(
        (tenant, of) -> {
          if (!closed) {
            keep(tenant, of);
          }
        });
  }

  private void keep(TenantId tenant, List<Reached> reached) {
    SignalLog signals = ledger.tenant(tenant).signals();
    for (Reached one : reached) {
      if (one.opinion().source().equals("feedback")) {
        compareWithEarlier(signals, one, reached);
      }
    }
    List<SignalLog.Ended> ended;
    try {
      ended = signals.judged(reached.stream().map(JudgeDesk::judged).toList());
    } catch (RuntimeException failed) {
      reached.forEach(one -> failed(one.piece(), failed));
      return;
    }
    for (int i = 0; i < ended.size(); i++) {
      Reached one = reached.get(i);
      switch (ended.get(i)) {
        case ADDED -> watch.judged(tenant, one.opinion());
        case KNOWN -> {}
        case FENCED ->
            LOG.info(
                "step {} was judged by another holder too; nothing is kept twice",
                one.piece().step());
      }
    }
  }

  private static SignalLog.Judged judged(Reached one) {
    WorkBoard.Judging piece = one.piece();
    Opinion opinion = one.opinion();
    return new SignalLog.Judged(
        piece,
        new Judgement(
            piece.workId(),
            piece.step(),
            opinion.source(),
            opinion.verdict(),
            opinion.votes(),
            opinion.hints().isEmpty() ? null : String.join(" ", opinion.hints()),
            opinion.reason()));
  }

  /** What a rule said of the step, kept already or in the same batch. */
  private void compareWithEarlier(SignalLog signals, Reached feedback, List<Reached> batch) {
    WorkBoard.Judging piece = feedback.piece();
    Stream.concat(
            signals.judgements(piece.step()).stream()
                .filter(earlier -> earlier.source().startsWith("rule:"))
                .map(earlier -> Opinion.rule(earlier.verdict(), "earlier", "")),
            batch.stream()
                .filter(other -> other.piece().step().equals(piece.step()))
                .map(Reached::opinion))
        .forEach(earlier -> compare(piece.tenant(), "feedback", earlier, feedback.opinion()));
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
