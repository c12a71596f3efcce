package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lessons of a tenant. Thread-safe. */
public interface LessonBook {

  /**
   * Adds a lesson and, in the same transaction, who taught it, and marks the ones it contradicts.
   *
   * @param source the step that taught it; its user and agent are those who taught
   * @param superseded lessons of the same scope that the new one takes the place of
   */
  Lesson add(Scope scope, String text, @Nullable StepId source, List<LessonId> superseded);

  /**
   * Adds a lesson that several users taught, each a lesson of their own.
   *
   * @param needed how many different users must have taught it for it to stand
   */
  Lesson share(
      Scope scope, String text, List<Teaching> taught, int needed, List<LessonId> superseded);

  /**
   * A lesson was taught again. Unless it is switched off or superseded, it is active afterwards.
   * The same step again changes nothing.
   */
  Lesson confirm(LessonId id, StepId step, String words);

  /**
   * More users taught a shared lesson; those known already are not added again. One that had aged
   * or was withdrawn is active again if enough users taught it.
   */
  Lesson support(LessonId id, List<Teaching> taught);

  /** A user no longer stands for a shared lesson; it is withdrawn if too few are left. */
  Lesson renounce(LessonId id, UserId user);

  /** Takes shared lessons out of prompts for which too few users stand who are not held. */
  List<LessonId> withdrawUnsupported();

  /** Lessons that a step taught in these words, whatever their state. */
  List<Lesson> taughtBy(StepId step, String words);

  /** Who taught a lesson, oldest first. */
  List<Teaching> teachings(LessonId id);

  /** The same for all lessons of the tenant, for lists. */
  Map<LessonId, List<Teaching>> teachings();

  Optional<Lesson> find(LessonId id);

  /** All of a scope, oldest first, whatever their state. */
  List<Lesson> of(Scope scope);

  /** All of the tenant, oldest first. */
  List<Lesson> all();

  /** Lessons of single users that stand (active or graduated), newest first. */
  List<Lesson> newestOfUsers(int most);

  /**
   * Lessons in force for a prompt: the tenant's, the agent's, the user's, each oldest first. Of two
   * that say the same or contradict each other the one of the narrower scope is in force, also if
   * it has graduated. Served from memory; the same list as long as nothing changes.
   */
  List<Lesson> active(AgentId agent, UserId user);

  /**
   * Lessons of these scopes that graduated into a version that is live now, or that a live one was
   * trained from. From memory.
   */
  List<Lesson> graduated(AgentId agent, UserId user);

  /**
   * Changes the words. What was found out about other words does not count any more.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  Lesson edit(LessonId id, String text);

  /** Switches on or off, or brings back into prompts. */
  Lesson set(LessonId id, Lesson.State state);

  /** The version follows it without being told. */
  Lesson graduate(LessonId id, VersionRef into, int tokens);

  void delete(LessonId id);

  /** Lets active lessons age that were neither taught nor of use since; says which. */
  List<LessonId> age(Instant before);

  /**
   * Counts the uses of lessons in steps that were judged since the last call. Each judged step is
   * counted once, also by several processes.
   *
   * @param most judgements that are looked at
   * @return how many were
   */
  int countUses(int most);

  LessonTrials trials();

  /** Lessons on trial that a step would have been given: with or without. */
  List<LessonArm> arms(StepId step);
}
