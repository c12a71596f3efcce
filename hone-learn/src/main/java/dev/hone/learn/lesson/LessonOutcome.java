package dev.hone.learn.lesson;

import dev.hone.store.Lesson;
import java.util.List;

/** What became of a hint. */
public sealed interface LessonOutcome {

  Lesson lesson();

  /**
   * It is a new lesson.
   *
   * @param superseded lessons it contradicts; they left the prompt in the same transaction
   */
  record Added(Lesson lesson, List<Lesson> superseded) implements LessonOutcome {
    public Added {
      superseded = List.copyOf(superseded);
    }
  }

  /** An active lesson says the same already. */
  record Known(Lesson lesson) implements LessonOutcome {}

  /**
   * A lesson that had left prompts was taught again: the weights do not follow it well enough, or
   * its time had not come.
   */
  record BroughtBack(Lesson lesson) implements LessonOutcome {}
}
