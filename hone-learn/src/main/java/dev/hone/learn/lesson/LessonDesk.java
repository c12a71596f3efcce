package dev.hone.learn.lesson;

import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.Ledger;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns accepted hints into lessons of the user who gave them: no lesson twice, a newer one in
 * place of those it contradicts. Keeps no state of its own; the same hint of the same step again
 * changes nothing. Thread-safe.
 */
public final class LessonDesk {

  private static final Logger LOG = LoggerFactory.getLogger(LessonDesk.class);

  private final Ledger ledger;

  public LessonDesk(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Takes a hint.
   *
   * @param step the step whose next state or feedback gave it
   */
  public synchronized LessonOutcome accept(TenantId tenant, UserId user, String hint, StepId step) {
    Scope scope = new Scope.OfUser(user);
    LessonBook book = ledger.tenant(tenant).lessons();
    List<Lesson> known = book.of(scope);
    for (Lesson lesson : known) {
      // A judge that died between the lesson and its acknowledgement comes again; by then a newer
      // lesson may have taken this one's place, and must keep it.
      if (step.equals(lesson.source()) && lesson.text().equals(hint)) {
        return new LessonOutcome.Known(lesson);
      }
    }
    List<Lesson> contradicted = new ArrayList<>();
    Lesson same = null;
    for (Lesson lesson : known) {
      boolean stands =
          switch (lesson.state()) {
            case ACTIVE, GRADUATED -> true;
            case OFF, SUPERSEDED -> false;
          };
      if (!stands) {
        continue;
      }
      switch (Meaning.relation(lesson.text(), hint)) {
        case SAME -> same = lesson;
        case CONTRADICTS -> contradicted.add(lesson);
        case INDEPENDENT -> {}
      }
    }
    if (same != null && contradicted.isEmpty()) {
      if (same.state() == Lesson.State.GRADUATED) {
        Lesson back = book.set(same.id(), Lesson.State.ACTIVE);
        LOG.info("tenant {}: lesson {} was taught again and is back in prompts", tenant, same.id());
        return new LessonOutcome.BroughtBack(back);
      }
      return new LessonOutcome.Known(same);
    }
    Lesson added = book.add(scope, hint, step, contradicted.stream().map(Lesson::id).toList());
    LOG.info(
        "tenant {}: new lesson {} of user {}, in place of {} others",
        tenant,
        added.id(),
        user,
        contradicted.size());
    return new LessonOutcome.Added(added, contradicted);
  }
}
