package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a user taught a lesson.
 *
 * @param agent whom the user spoke with; null where no step says so
 * @param step whose next state or feedback taught it; null once retention has removed it
 * @param words in which it was taught
 */
public record Teaching(
    UserId user, @Nullable AgentId agent, @Nullable StepId step, String words, Instant at) {}
