package dev.hone.store;

import dev.hone.core.StepId;
import java.util.List;

/** What came after steps, and what it was judged to mean. Facts are added, never changed. */
public interface SignalLog {

  /**
   * Keeps feedback.
   *
   * @return false if this event was known already
   * @throws StoreException {@code NOT_FOUND} if the tenant has no such step
   */
  boolean add(Feedback feedback);

  /**
   * Keeps what was said of a step that may not be there yet, or not be answered. Then it waits, and
   * is attached by {@link WorkBoard#attachSignals}.
   *
   * @throws StoreException {@code OVERLOADED} if {@link LateSignal#MOST_WAITING} wait already
   */
  Taken add(LateSignal signal);

  /** How a late signal was taken. */
  enum Taken {
    ADDED,
    /** This event was known already; nothing changed. */
    KNOWN,
    /** Its step is not there yet. */
    WAITING
  }

  List<Feedback> feedback(StepId step);

  /**
   * Keeps a judgement.
   *
   * @return false if this event was known already
   */
  boolean add(Judgement judgement);

  /**
   * Keeps judgements and acknowledges the work that they end, all in one commit. Each stands for
   * itself: one whose lease has passed to another judge is left to that judge.
   *
   * @param judged of this tenant, each with the judgement of its step
   * @return what became of each, in the same order
   */
  List<Ended> judged(List<Judged> judged);

  /** Work and what it led to. */
  record Judged(WorkBoard.Judging work, Judgement judgement) {}

  /** What became of a judgement. */
  enum Ended {
    ADDED,
    /** This event was known already; the work is acknowledged all the same. */
    KNOWN,
    /** The lease has passed to another judge; nothing was kept. */
    FENCED
  }

  /** Oldest first. */
  List<Judgement> judgements(StepId step);
}
