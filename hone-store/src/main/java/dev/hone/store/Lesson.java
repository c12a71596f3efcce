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
 * @param source the step that taught it first; {@link LessonBook#teachings} has all of them
 * @param supersededBy the newer lesson that contradicts it, or null
 * @param graduatedInto the version that follows it without being told, or null
 * @param tokens what it costs in a prompt; 0 until measured
 * @param confirmed when it was taught last
 * @param applied when the last step began that it was applied to and that was not judged bad
 * @param uses judged steps that it was applied to
 * @param needed how many users must have taught it; 0 for what was not made of several users'
 *     lessons
 * @param holdOut share of sessions that go without it while it is on trial; else 0
 * @param proved whether a trial has shown that it helps
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
    Instant created,
    Instant confirmed,
    @Nullable Instant applied,
    long uses,
    int needed,
    double holdOut,
    boolean proved) {

  /**
   * Whether a session goes without it: always the same for the same name, as long as it is on
   * trial.
   */
  public boolean isKeptFrom(String session) {
    return holdOut > 0 && Share.takes(holdOut, id.toString(), session);
  }

  /** Whether a lesson is put into prompts, and if not, why. */
  public enum State {
    ACTIVE,
    /** Switched off by hand. */
    OFF,
    /** A newer lesson contradicts it. */
    SUPERSEDED,
    /** The live version follows it without being told. */
    GRADUATED,
    /** Neither taught nor of use for long. */
    AGED,
    /** A trial has shown that it does harm or does not help. */
    DROPPED,
    /** Too few users are left who taught it. */
    WITHDRAWN
  }
}
