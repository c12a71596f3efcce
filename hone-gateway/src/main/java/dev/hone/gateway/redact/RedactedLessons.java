package dev.hone.gateway.redact;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lessons as they are kept, and therefore as models are told them. */
final class RedactedLessons implements LessonBook {

  private final LessonBook inner;
  private final Redactor redactor;

  RedactedLessons(LessonBook inner, Redactor redactor) {
    this.inner = inner;
    this.redactor = redactor;
  }

  @Override
  public Lesson add(Scope scope, String text, @Nullable StepId source, List<LessonId> superseded) {
    return inner.add(scope, redactor.text(text), source, superseded);
  }

  @Override
  public Optional<Lesson> find(LessonId id) {
    return inner.find(id);
  }

  @Override
  public List<Lesson> of(Scope scope) {
    return inner.of(scope);
  }

  @Override
  public List<Lesson> all() {
    return inner.all();
  }

  @Override
  public List<Lesson> active(AgentId agent, UserId user) {
    return inner.active(agent, user);
  }

  @Override
  public List<Lesson> graduated(AgentId agent, UserId user) {
    return inner.graduated(agent, user);
  }

  @Override
  public Lesson edit(LessonId id, String text) {
    return inner.edit(id, redactor.text(text));
  }

  @Override
  public Lesson set(LessonId id, Lesson.State state) {
    return inner.set(id, state);
  }

  @Override
  public Lesson graduate(LessonId id, VersionRef into, int tokens) {
    return inner.graduate(id, into, tokens);
  }

  @Override
  public void delete(LessonId id) {
    inner.delete(id);
  }
}
