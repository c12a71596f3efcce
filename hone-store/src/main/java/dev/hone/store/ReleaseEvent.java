package dev.hone.store;

import dev.hone.core.ReleaseState;
import dev.hone.core.VersionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step on the way of a version.
 *
 * @param from null when the version was registered
 * @param actor {@code gate}, {@code trainer}, {@code person:…}
 * @param evidence a JSON object with the figures behind the decision
 */
public record ReleaseEvent(
    long sequence,
    VersionRef ref,
    @Nullable ReleaseState from,
    ReleaseState to,
    String actor,
    String evidence,
    Instant at) {}
