package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.SessionId;
import dev.hone.core.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session in a list.
 *
 * @param key the caller's own name for it, if it gave one
 */
public record SessionSummary(
    SessionId id,
    @Nullable String key,
    AgentId agent,
    UserId user,
    int steps,
    boolean done,
    Instant started,
    Instant last) {}
