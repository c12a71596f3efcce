package dev.hone.gateway.redact;

import dev.hone.core.AgentId;
import dev.hone.core.LessonId;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.Lesson;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import dev.hone.store.LessonTrials;
import dev.hone.store.Teaching;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  public Lesson share(
      Scope scope, String text, List<Teaching> taught, int needed, List<LessonId> superseded) {
    return inner.share(scope, redactor.text(text), redacted(taught), needed, superseded);
  }

  @Override
  public Lesson confirm(LessonId id, StepId step, String words) {
    return inner.confirm(id, step, redactor.text(words));
  }

  @Override
  public Lesson support(LessonId id, List<Teaching> taught) {
    return inner.support(id, redacted(taught));
  }

  private List<Teaching> redacted(List<Teaching> taught) {
    return taught.stream()
        .map(
            one ->
                new Teaching(
                    one.user(), one.agent(), one.step(), redactor.text(one.words()), one.at()))
        .toList();
  }

  @Override
  public Lesson renounce(LessonId id, UserId user) {
    return inner.renounce(id, user);
  }

  @Override
  public List<LessonId> withdrawUnsupported() {
    return inner.withdrawUnsupported();
  }

  @Override
  public List<Lesson> taughtBy(StepId step, String words) {
    return inner.taughtBy(step, redactor.text(words));
  }

  @Override
  public List<Teaching> teachings(LessonId id) {
    return inner.teachings(id);
  }

  @Override
  public Map<LessonId, List<Teaching>> teachings() {
    return inner.teachings();
  }

  @Override
  public List<Lesson> newestOfUsers(int most) {
    return inner.newestOfUsers(most);
  }

  @Override
  public List<LessonId> age(Instant before) {
    return inner.age(before);
  }

  @Override
  public int countUses(int most) {
    return inner.countUses(most);
  }

  @Override
  public LessonTrials trials() {
    return inner.trials();
  }

  @Override
  public List<LessonArm> arms(StepId step) {
    return inner.arms(step);
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
