package dev.hone.store;

import dev.hone.core.LessonId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of steps with a lesson and steps without it.
 *
 * @param share of the sessions that go without it
 * @param reading the last one, as JSON
 */
public record LessonTrial(
    LessonId lesson,
    Instant started,
    double share,
    State state,
    String reading,
    @Nullable Instant ended) {

  /** How a trial stands. */
  public enum State {
    OPEN,
    /** Steps without the lesson are judged worse. */
    HELPS,
    /** Steps with the lesson are not judged better by the margin. */
    NO_HELP,
    /** Steps with the lesson are judged worse. */
    HARMS,
    /** As many signals as are waited for have come and nothing is shown. */
    UNDECIDED,
    /** The lesson left prompts for another reason, or its words were changed. */
    ENDED
  }
}
