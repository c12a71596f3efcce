package dev.hone.store;

import dev.hone.core.StepId;
import dev.hone.core.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of a step, outside the conversation.
 *
 * @param eventId the sender's; the same id again changes nothing
 * @param verdict null when only a comment or a demonstration was given
 * @param score a number in [-1, 1], or null
 * @param comment the user's own words, or null; may become a hint
 * @param demonstration the answer as it should have been, or null
 */
public record Feedback(
    String eventId,
    StepId step,
    @Nullable Verdict verdict,
    @Nullable Double score,
    @Nullable String comment,
    @Nullable String demonstration) {}
