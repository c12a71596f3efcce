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
