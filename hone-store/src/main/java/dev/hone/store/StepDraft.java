package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Line;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step that begins.
 *
 * @param sessionKey the caller's own name for the session, or null to find it by the prefix of the
 *     conversation
 * @param idempotencyKey the caller's, or null; the same key of the same tenant is the same step
 * @param policy the policy, or the upstream's model name
 * @param version null when an upstream answers
 * @param prompt what the caller sent, as messages
 * @param requestBody what the caller sent, byte for byte
 * @param lessons those put into the prompt, in their order
 * @param engine who answers: {@code embedded}, {@code upstream}, …
 * @param consent whether the step may be trained on
 * @param lineReason why the step is on its line, or null where nothing spoke for another one
 * @param arms lessons on trial that would have been put into the prompt, those left out as well
 */
public record StepDraft(
    AgentId agent,
    UserId user,
    @Nullable String sessionKey,
    @Nullable String idempotencyKey,
    Line line,
    String policy,
    @Nullable VersionRef version,
    Prompt prompt,
    byte[] requestBody,
    List<LessonId> lessons,
    String engine,
    boolean consent,
    @Nullable String lineReason,
    List<LessonArm> arms) {

  public StepDraft {
    lessons = List.copyOf(lessons);
    arms = List.copyOf(arms);
  }

  /** A draft without lessons on trial. */
  public StepDraft(
      AgentId agent,
      UserId user,
      @Nullable String sessionKey,
      @Nullable String idempotencyKey,
      Line line,
      String policy,
      @Nullable VersionRef version,
      Prompt prompt,
      byte[] requestBody,
      List<LessonId> lessons,
      String engine,
      boolean consent,
      @Nullable String lineReason) {
    this(
        agent,
        user,
        sessionKey,
        idempotencyKey,
        line,
        policy,
        version,
        prompt,
        requestBody,
        lessons,
        engine,
        consent,
        lineReason,
        List.of());
  }

  /** A draft that says nothing of why it is on its line. */
  public StepDraft(
      AgentId agent,
      UserId user,
      @Nullable String sessionKey,
      @Nullable String idempotencyKey,
      Line line,
      String policy,
      @Nullable VersionRef version,
      Prompt prompt,
      byte[] requestBody,
      List<LessonId> lessons,
      String engine,
      boolean consent) {
    this(
        agent,
        user,
        sessionKey,
        idempotencyKey,
        line,
        policy,
        version,
        prompt,
        requestBody,
        lessons,
        engine,
        consent,
        null);
  }

  /** A draft that is not opened: only to find its session. */
  public static StepDraft toFind(
      AgentId agent, UserId user, @Nullable String sessionKey, String policy, Prompt prompt) {
    return new StepDraft(
        agent,
        user,
        sessionKey,
        null,
        Line.MAIN,
        policy,
        null,
        prompt,
        new byte[] {'{', '}'},
        List.of(),
        "none",
        false);
  }

  /** The same draft with the reason for its line. */
  public StepDraft because(@Nullable String newLineReason) {
    return new StepDraft(
        agent,
        user,
        sessionKey,
        idempotencyKey,
        line,
        policy,
        version,
        prompt,
        requestBody,
        lessons,
        engine,
        consent,
        newLineReason,
        arms);
  }

  /** The same draft with lessons on trial. */
  public StepDraft trying(List<LessonArm> lessonArms) {
    return lessonArms.isEmpty()
        ? this
        : new StepDraft(
            agent,
            user,
            sessionKey,
            idempotencyKey,
            line,
            policy,
            version,
            prompt,
            requestBody,
            lessons,
            engine,
            consent,
            lineReason,
            lessonArms);
  }
}
