package dev.hone.store;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lessons of a tenant. */
public interface LessonBook {

  /**
   * Adds a lesson and, in the same transaction, marks the ones it contradicts.
   *
   * @param superseded lessons of the same scope that the new one takes the place of
   */
  Lesson add(Scope scope, String text, @Nullable StepId source, List<LessonId> superseded);

  Optional<Lesson> find(LessonId id);

  /** All of a scope, oldest first, whatever their state. */
  List<Lesson> of(Scope scope);

  /** All of the tenant, oldest first. */
  List<Lesson> all();

  /**
   * Active lessons for a prompt: the tenant's, the agent's, the user's, each oldest first. Served
   * from memory.
   */
  List<Lesson> active(AgentId agent, UserId user);

  /**
   * Lessons of these scopes that graduated into a version that is live now, or that a live one was
   * trained from. From memory.
   */
  List<Lesson> graduated(AgentId agent, UserId user);

  /**
   * Changes the words.
   *
   * @throws StoreException {@code NOT_FOUND}
   */
  Lesson edit(LessonId id, String text);

  /** Switches on or off, or brings back into prompts. */
  Lesson set(LessonId id, Lesson.State state);

  /** The version follows it without being told. */
  Lesson graduate(LessonId id, VersionRef into, int tokens);

  void delete(LessonId id);
}
