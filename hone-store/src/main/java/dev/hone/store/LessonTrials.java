package dev.hone.store;

import dev.hone.core.LessonId;
import dev.hone.core.SessionId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import java.util.List;

/** Which lessons of a tenant are on trial, and what was said of the steps. Thread-safe. */
public interface LessonTrials {

  /**
   * Puts an active lesson on trial. Does nothing if it is not active, or it or another lesson of
   * its scope is on trial: one at a time, so that prompts lack little.
   *
   * @param share of the sessions that go without it, in (0, 1)
   * @return whether a trial began
   */
  boolean begin(LessonId lesson, double share);

  /**
   * Active lessons that may be put on trial: not proved, not undecided since they were last taught,
   * and alone in their scope. Those of most use first.
   *
   * @param uses that it must have at least
   */
  List<Lesson> ripe(long uses, int most);

  List<LessonTrial> open();

  /** Of all lessons of the tenant, oldest first; for lists. */
  List<LessonTrial> all();

  /** All of a lesson, oldest first. */
  List<LessonTrial> of(LessonId lesson);

  /** Keeps a reading, for those who ask how it stands. */
  void note(LessonTrial trial, String reading);

  /**
   * Ends a trial; in the same transaction a lesson that {@code HELPS} is marked as proved, and one
   * that does {@code HARM} or is of {@code NO_HELP} is dropped.
   *
   * @return false if it had ended already
   */
  boolean end(LessonTrial trial, LessonTrial.State outcome, String reading);

  /**
   * Known verdicts on main-line steps of a trial in the order in which they were known; none of
   * users in quarantine.
   */
  List<Signal> signals(LessonTrial trial, int most);

  /** What became known of a step. */
  record Signal(UserId user, SessionId session, boolean withheld, Verdict verdict) {}
}
