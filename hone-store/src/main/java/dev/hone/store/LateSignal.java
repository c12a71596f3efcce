package dev.hone.store;

import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What another program said of a step, perhaps days later, perhaps before the step was answered.
 *
 * @param eventId the same id again changes nothing
 * @param step what it is about; null if it is about the last answer of a session
 * @param session id or caller's key of that session; null if a step is named
 * @param user whose session, where several users have one of the same name; null for the newest
 * @param verdict null when only something else was said
 * @param score a number in [-1, 1], or null
 * @param comment words, or null; may become a hint
 * @param demonstration the answer as it should have been, or null
 */
public record LateSignal(
    String eventId,
    @Nullable StepId step,
    @Nullable String session,
    @Nullable UserId user,
    @Nullable Verdict verdict,
    @Nullable Double score,
    @Nullable String comment,
    @Nullable String demonstration) {

  /** Most signals of one tenant that wait for their step. */
  public static final int MOST_WAITING = 10_000;

  public LateSignal {
    if ((step == null) == (session == null)) {
      throw new IllegalArgumentException("a signal is about a step or about a session");
    }
  }
}
