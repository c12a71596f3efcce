package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.TurnId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as it is kept.
 *
 * @param lineReason why the step is on its line, such as {@code header X-Turn-Type} or {@code rule
 *     title: …}; null where nothing spoke for another one
 * @param prompt as the caller sent it, rebuilt from the content-addressed messages
 * @param result null unless complete, or interrupted with something to keep
 * @param superseded a later answer of the same turn took its place (a retry)
 */
public record StepRecord(
    StepId id,
    TenantId tenant,
    SessionId session,
    TurnId turn,
    int index,
    AgentId agent,
    UserId user,
    Line line,
    @Nullable String lineReason,
    Status status,
    String policy,
    @Nullable VersionRef version,
    String engine,
    Prompt prompt,
    List<LessonId> lessons,
    @Nullable StepResult result,
    boolean consent,
    boolean superseded,
    Instant started) {

  /** How far the step came. */
  public enum Status {
    OPEN,
    COMPLETE,
    INTERRUPTED
  }
}
