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

  /** Oldest first. */
  List<Judgement> judgements(StepId step);
}
