package dev.hone.gateway.capture;

import dev.hone.core.LessonId;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import java.util.List;

/**
 * The lessons of one prompt.
 *
 * @param ids those put in, in their order
 * @param texts theirs
 * @param tokensSaved of lessons that the live version follows without being told
 */
public record Lessons(List<LessonId> ids, List<String> texts, long tokensSaved) {

  public static final Lessons NONE = new Lessons(List.of(), List.of(), 0);

  public Lessons {
    ids = List.copyOf(ids);
    texts = List.copyOf(texts);
  }

  /**
   * Those that hold for a call.
   *
   * @param live whether the live version answers; another one has not learned what graduated
   */
  public static Lessons of(LessonBook book, CallContext context, boolean live) {
    if (!context.lessons()) {
      return NONE;
    }
    List<Lesson> active = book.active(context.agent(), context.user());
    long saved =
        live
            ? book.graduated(context.agent(), context.user()).stream()
                .mapToLong(Lesson::tokens)
                .sum()
            : 0;
    return new Lessons(
        active.stream().map(Lesson::id).toList(),
        active.stream().map(Lesson::text).toList(),
        saved);
  }

  /** How many were put in. */
  public int applied() {
    return ids.size();
  }
}
