package dev.hone.store;

import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.VersionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An accepted hint made lasting.
 *
 * @param text one to three sentences, as given to the model
 * @param source the step that taught it
 * @param supersededBy the newer lesson that contradicts it, or null
 * @param graduatedInto the version that follows it without being told, or null
 * @param tokens what it costs in a prompt; 0 until measured
 */
public record Lesson(
    LessonId id,
    Scope scope,
    String text,
    State state,
    @Nullable StepId source,
    @Nullable LessonId supersededBy,
    @Nullable VersionRef graduatedInto,
    int tokens,
    Instant created) {

  /** Whether a lesson is put into prompts, and if not, why. */
  public enum State {
    ACTIVE,
    /** Switched off by hand. */
    OFF,
    /** A newer lesson contradicts it. */
    SUPERSEDED,
    /** The live version follows it without being told. */
    GRADUATED
  }
}
