package dev.hone.gateway.capture;

import dev.hone.core.LessonId;
import dev.hone.store.LessonArm;
import java.util.List;

/**
 * The lessons of one prompt.
 *
 * @param ids those put in, in their order
 * @param texts theirs
 * @param arms those on trial that the request needs, put in or withheld
 * @param tokensSaved of lessons that the live version follows without being told
 */
public record Lessons(
    List<LessonId> ids, List<String> texts, List<LessonArm> arms, long tokensSaved) {

  public static final Lessons NONE = new Lessons(List.of(), List.of(), List.of(), 0);

  public Lessons {
    ids = List.copyOf(ids);
    texts = List.copyOf(texts);
    arms = List.copyOf(arms);
  }

  /** How many were put in. */
  public int applied() {
    return ids.size();
  }
}
