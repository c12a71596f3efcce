package dev.hone.learn.lesson;

import dev.hone.core.SessionId;
import dev.hone.core.Verdict;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.learn.release.SequentialComparison.Decision;
import dev.hone.learn.release.SequentialComparison.Reading;
import dev.hone.learn.release.SequentialComparison.Signal;
import dev.hone.store.LessonTrial.State;
import dev.hone.store.LessonTrials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a trial of a lesson from what was said of its steps. Two sequential comparisons run over
 * the same signals, and the first that decides counts:
 *
 * <ul>
 *   <li>steps without the lesson as the candidate: worse means that the lesson helps; not worse by
 *       the margin means that it does not help by that much;
 *   <li>steps with the lesson as the candidate: worse means that it does harm.
 * </ul>
 *
 * Signals of one session in one arm count three times at most, and those of one user twenty times
 * where many share the lesson: they resemble each other.
 *
 * @param help the first comparison; its candidate goes without the lesson
 * @param harm the second; its candidate has the lesson
 */
record TrialReading(State state, Reading help, Reading harm) {

  private static final int MOST_OF_A_SESSION = 3;
  private static final int MOST_OF_A_USER = 20;

  /**
   * Reads the signals in their order.
   *
   * @param shared whether several users share the lesson
   */
  static TrialReading of(
      SequentialComparison comparison, List<LessonTrials.Signal> kept, boolean shared) {
    List<LessonTrials.Signal> signals = counted(kept, shared);
    Reading help = comparison.read(arms(signals, true));
    SequentialComparison other =
        new SequentialComparison(
            comparison.falseAlarm(), comparison.miss(), comparison.margin(), Integer.MAX_VALUE);
    Reading harm = other.read(arms(signals, false));
    boolean harmFirst =
        harm.decision() == Decision.WORSE
            && (help.decision() == Decision.OPEN || seen(harm) <= seen(help));
    State state =
        harmFirst
            ? State.HARMS
            : switch (help.decision()) {
              case OPEN -> State.OPEN;
              case WORSE -> State.HELPS;
              case PROVED -> State.NO_HELP;
              case NOT_PROVED -> State.UNDECIDED;
            };
    return new TrialReading(state, help, harm);
  }

  private static int seen(Reading reading) {
    return reading.candidate() + reading.live();
  }

  private static List<LessonTrials.Signal> counted(List<LessonTrials.Signal> kept, boolean shared) {
    Map<SessionId, Integer> ofSession = new HashMap<>();
    Map<String, Integer> ofUser = new HashMap<>();
    List<LessonTrials.Signal> counted = new ArrayList<>();
    for (LessonTrials.Signal one : kept) {
      boolean known = one.verdict() == Verdict.GOOD || one.verdict() == Verdict.BAD;
      if (known
          && ofSession.merge(one.session(), 1, Integer::sum) <= MOST_OF_A_SESSION
          && !(shared
              && ofUser.merge(one.user() + "\n" + one.withheld(), 1, Integer::sum)
                  > MOST_OF_A_USER)) {
        counted.add(one);
      }
    }
    return counted;
  }

  private static List<Signal> arms(List<LessonTrials.Signal> signals, boolean candidateWithheld) {
    return signals.stream()
        .map(one -> new Signal(one.withheld() == candidateWithheld, one.verdict() == Verdict.GOOD))
        .toList();
  }
}
