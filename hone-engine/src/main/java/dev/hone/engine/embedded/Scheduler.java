package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: one thread owns the decoder and works on many calls at once.
 *
 * <pre>
 * submit → WAITING ──a stream is free──→ ACTIVE ──done, cancelled, failed──→ ended
 *             └─────────────cancelled, closed───────────────────────────────→ ended
 * </pre>
 *
 * <p>Calls are taken up in the order in which they came. In every round each answer under way gets
 * its next token, and prompts are read in chunks beside it, the oldest first.
 */
final class Scheduler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final EmbeddedOptions options;
  private final Rounds rounds;
  private final Thread thread;

  /** Guarded by this, as are the two below. */
  private final Deque<Job> waiting = new ArrayDeque<>();

  private boolean closing;
  private @Nullable Throwable crash;

  /** Touched by the scheduler's thread only. */
  private final Map<Job, Rounds.Lane> active = new LinkedHashMap<>();

  /** Out of the line, not yet active. */
  private final Deque<Job> starting = new ArrayDeque<>();

  Scheduler(EmbeddedOptions options, Rounds rounds) {
    this.options = options;
    this.rounds = rounds;
    this.thread = Thread.ofPlatform().name("hone-engine").daemon(true).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /**
   * Puts a job in line.
   *
   * @throws EngineException {@code OVERLOADED} if the line is full, {@code CLOSED}
   */
  synchronized void submit(Job job) {
    if (closing || crash != null) {
      throw closed();
    }
    if (waiting.size() >= options.maxWaiting()) {
      throw new EngineException(
          EngineException.Code.OVERLOADED,
          waiting.size()
              + " calls are waiting for the engine, which is the most it takes; try again later or"
              + " raise its limit");
    }
    waiting.add(job);
    notifyAll();
  }

  /** Ends a job early: at once if it waits in line, else before the next round. */
  void cancel(Job job) {
    job.cancel();
    boolean waited;
    synchronized (this) {
      waited = waiting.remove(job);
      notifyAll();
    }
    if (waited) {
      end(job);
    }
  }

  /** Makes the thread look for weights that no version needs any more. */
  synchronized void wake() {
    notifyAll();
  }

  synchronized int waitingCount() {
    return waiting.size();
  }

  private EngineException closed() {
    return crash == null
        ? new EngineException(EngineException.Code.CLOSED, "the engine is closed")
        : new EngineException(
            EngineException.Code.CLOSED,
            "the engine stopped after an error of its own (" + crash + "); restart the service",
            crash);
  }

  private void run() {
    try {
      while (admit()) {
        dropCancelled();
        round();
      }
    } catch (Throwable e) {
      LOG.error("The engine's scheduler failed; every call on it fails with this", e);
      synchronized (this) {
        crash = e;
      }
    } finally {
      failAll();
    }
  }

  /** Takes up waiting jobs; waits while there is nothing to do. Says false at the end. */
  private boolean admit() throws InterruptedException {
    rounds.sweep();
    synchronized (this) {
      while (true) {
        while (active.size() + starting.size() < options.maxStreams() && !waiting.isEmpty()) {
          starting.add(waiting.remove());
        }
        if (closing || !starting.isEmpty() || !active.isEmpty()) {
          break;
        }
        wait();
        rounds.sweep();
      }
    }
    while (!starting.isEmpty()) {
      Job job = starting.getFirst();
      try {
        job.begin();
        active.put(job, rounds.open(job));
      } catch (RuntimeException e) {
        fail(job, e);
      }
      starting.removeFirst();
    }
    synchronized (this) {
      return !closing;
    }
  }

  private void dropCancelled() {
    for (Job job : List.copyOf(active.keySet())) {
      if (job.cancelled()) {
        leave(job);
        end(job);
      }
    }
  }

  private void round() {
    List<Rounds.Feed> feeds = plan();
    if (feeds.isEmpty()) {
      return;
    }
    rounds.advance(
        feeds,
        (job, place, logits, offset, size) -> {
          if (!active.containsKey(job)) {
            return;
          }
          boolean done;
          try {
            done = job.take(place, logits, offset, size);
          } catch (RuntimeException e) {
            leave(job);
            fail(job, e);
            return;
          }
          if (done) {
            leave(job);
            end(job);
          }
        });
  }

  private List<Rounds.Feed> plan() {
    List<Rounds.Feed> feeds = new ArrayList<>();
    int budget = options.batchTokens();
    int rows = ScoreJob.MAX_ROWS;
    for (Map.Entry<Job, Rounds.Lane> entry : active.entrySet()) {
      Job job = entry.getKey();
      int left = job.length() - job.fed();
      int count = left;
      if (left > 1) {
        count = Math.min(Math.min(left, options.prefillChunk()), budget);
        budget -= Math.max(0, count);
      }
      int wantedBefore = Math.max(0, job.wantedFrom() - job.fed());
      if (job.wantsAll()) {
        // Scored tokens are fed apart from those before them, as their logits are all wanted.
        count = Math.min(count, wantedBefore > 0 ? wantedBefore : rows);
        rows -= wantedBefore > 0 ? 0 : count;
      }
      if (count > 0) {
        int from = job.fed();
        feeds.add(
            new Rounds.Feed(
                job,
                entry.getValue(),
                job.tokens(from, from + count),
                Math.max(0, count - wantedBefore)));
        job.fed(count);
      }
    }
    return feeds;
  }

  private void leave(Job job) {
    Rounds.Lane lane = active.remove(job);
    if (lane != null) {
      lane.close();
    }
  }

  private void end(Job job) {
    try {
      job.end();
    } catch (RuntimeException e) {
      fail(job, e);
    } catch (Error e) {
      fail(job, new IllegalStateException(e));
      throw e;
    }
  }

  private static void fail(Job job, RuntimeException cause) {
    if (cause instanceof EngineException known) {
      job.fail(known);
      return;
    }
    LOG.error("A call on version {} failed", job.version().ref(), cause);
    job.fail(
        new EngineException(
            EngineException.Code.BAD_MODEL, "the engine failed at this call: " + cause, cause));
  }

  private void failAll() {
    List<Job> left = new ArrayList<>(active.keySet());
    starting.stream().filter(job -> !active.containsKey(job)).forEach(left::add);
    starting.clear();
    EngineException failure;
    synchronized (this) {
      closing = true;
      left.addAll(waiting);
      waiting.clear();
      failure = closed();
    }
    active.clear();
    left.forEach(job -> job.fail(failure));
    rounds.close();
  }

  /** Ends every call with {@code CLOSED} and waits for the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
