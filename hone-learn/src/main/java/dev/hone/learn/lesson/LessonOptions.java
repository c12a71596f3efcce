package dev.hone.learn.lesson;

import dev.hone.learn.release.SequentialComparison;
import java.time.Duration;

/**
 * How lessons are shared, age and are measured.
 *
 * @param sharedAfterUsers how many different users must teach the same before it holds for all
 *     users of their agent, or of the tenant; 0: never by itself
 * @param maxAge after which a lesson that was neither taught nor of use leaves prompts; zero: never
 * @param holdOut share of the sessions that go without a lesson on trial; 0: no trials
 * @param holdOutAfter judged steps with a lesson before it is put on trial
 * @param comparison of the steps without a lesson against those with it: its false alarm is the
 *     chance that a lesson which does nothing is called helpful, its miss the chance that one which
 *     helps by the margin or more is dropped, its most the signals without the lesson that are
 *     waited for
 */
public record LessonOptions(
    int sharedAfterUsers,
    Duration maxAge,
    double holdOut,
    int holdOutAfter,
    SequentialComparison comparison) {

  public LessonOptions {
    if (sharedAfterUsers < 0 || maxAge.isNegative() || holdOutAfter < 0) {
      throw new IllegalArgumentException(
          "users, age and judged steps of lessons must not be negative");
    }
    if (!(holdOut >= 0 && holdOut <= 0.5)) {
      throw new IllegalArgumentException("the share held out must lie between 0 and 0.5");
    }
  }

  /**
   * Three users; 180 days; a tenth of the sessions after 200 judged steps; 5 % of either error, a
   * margin of 10 points, 500 signals.
   */
  public static LessonOptions defaults() {
    return new LessonOptions(
        3, Duration.ofDays(180), 0.1, 200, new SequentialComparison(0.05, 0.05, 0.1, 500));
  }

  public LessonOptions withSharedAfterUsers(int users) {
    return new LessonOptions(users, maxAge, holdOut, holdOutAfter, comparison);
  }

  public LessonOptions withMaxAge(Duration age) {
    return new LessonOptions(sharedAfterUsers, age, holdOut, holdOutAfter, comparison);
  }

  public LessonOptions withTrials(double share, int after, SequentialComparison compared) {
    return new LessonOptions(sharedAfterUsers, maxAge, share, after, compared);
  }
}
