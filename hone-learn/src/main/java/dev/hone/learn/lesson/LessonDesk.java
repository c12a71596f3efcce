package dev.hone.learn.lesson;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.core.lesson.Relation;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns accepted hints into lessons of the user who gave them: what says the same is one lesson
 * with several teachings, a newer one takes the place of those it contradicts, and what enough
 * users taught is shared. Keeps no state of its own; the same hint of the same step again changes
 * nothing. Thread-safe.
 */
public final class LessonDesk {

  private static final Logger LOG = LoggerFactory.getLogger(LessonDesk.class);

  private final Ledger ledger;
  private final Sameness sameness;
  private final SharedLessons shared;

  /** A desk with default options. */
  public LessonDesk(Ledger ledger) {
    this(ledger, LessonOptions.defaults(), new HashedEmbedder());
  }

  /**
   * A desk.
   *
   * @param embedder finds the same wish in other words among a user's own lessons
   */
  public LessonDesk(Ledger ledger, LessonOptions options, Embedder embedder) {
    this.ledger = ledger;
    this.sameness = new Sameness(embedder);
    // Compared with thousands: only in process.
    this.shared =
        new SharedLessons(ledger, options.sharedAfterUsers(), new Sameness(new HashedEmbedder()));
  }

  /**
   * Takes a hint.
   *
   * @param step the step whose next state or feedback gave it
   */
  public synchronized LessonOutcome accept(TenantId tenant, UserId user, String hint, StepId step) {
    Scope scope = new Scope.OfUser(user);
    LessonBook book = ledger.tenant(tenant).lessons();
    // A judge that died between the lesson and its acknowledgement comes again; by then a newer
    // lesson may have taken this one's place, and must keep it.
    for (Lesson lesson : book.taughtBy(step, hint)) {
      if (lesson.scope().equals(scope)) {
        return new LessonOutcome.Known(lesson);
      }
    }
    List<Lesson> contradicted = new ArrayList<>();
    Lesson same = null;
    List<Lesson> known = book.of(scope);
    List<Relation> relations = sameness.to(known.stream().map(Lesson::text).toList(), hint);
    for (int i = 0; i < known.size(); i++) {
      Lesson lesson = known.get(i);
      boolean stands =
          switch (lesson.state()) {
            case ACTIVE, GRADUATED -> true;
            case OFF, SUPERSEDED, AGED, DROPPED, WITHDRAWN -> false;
          };
      boolean mayComeBack =
          switch (lesson.state()) {
            case ACTIVE, GRADUATED, AGED, DROPPED, WITHDRAWN -> true;
            case OFF, SUPERSEDED -> false;
          };
      Relation relation = mayComeBack ? relations.get(i) : Relation.INDEPENDENT;
      if (relation == Relation.SAME && (same == null || stands)) {
        same = lesson;
      } else if (relation == Relation.CONTRADICTS && stands) {
        contradicted.add(lesson);
      }
    }
    LessonOutcome outcome =
        same != null && contradicted.isEmpty()
            ? again(tenant, book, same, hint, step)
            : added(tenant, book, scope, hint, step, contradicted);
    shared.taught(tenant, outcome.lesson());
    return outcome;
  }

  private LessonOutcome again(
      TenantId tenant, LessonBook book, Lesson same, String hint, StepId step) {
    Lesson confirmed = book.confirm(same.id(), step, hint);
    if (same.state() == Lesson.State.ACTIVE) {
      return new LessonOutcome.Known(confirmed);
    }
    LOG.info(
        "tenant {}: lesson {}, which was {}, was taught again and is back in prompts",
        tenant,
        same.id(),
        same.state());
    return new LessonOutcome.BroughtBack(confirmed);
  }

  private LessonOutcome added(
      TenantId tenant,
      LessonBook book,
      Scope scope,
      String hint,
      StepId step,
      List<Lesson> contradicted) {
    Lesson added = book.add(scope, hint, step, contradicted.stream().map(Lesson::id).toList());
    LOG.info(
        "tenant {}: new lesson {} of {}, in place of {} others",
        tenant,
        added.id(),
        scope.key(),
        contradicted.size());
    if (scope instanceof Scope.OfUser(UserId user)) {
      shared.renounced(tenant, user, contradicted);
    }
    return new LessonOutcome.Added(added, contradicted);
  }
}
