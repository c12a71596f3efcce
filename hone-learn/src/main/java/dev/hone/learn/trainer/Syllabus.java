package dev.hone.learn.trainer;

import dev.hone.core.LessonId;
import dev.hone.core.UserId;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run teaches to whom, as it was when the run began.
 *
 * @param everybody lessons that all prompts are taught with, in the order in which the teacher is
 *     given them
 * @param own in place of those for the prompts of a user; empty for one who has none
 */
record Syllabus(List<Taught> everybody, Map<UserId, List<Taught>> own) {

  /** A lesson as it was when the run began. */
  record Taught(LessonId id, String text) {}

  Syllabus {
    everybody = List.copyOf(everybody);
    own = Map.copyOf(own);
  }

  static Syllabus same(List<Taught> everybody) {
    return new Syllabus(everybody, Map.of());
  }

  /** For prompts of a user; of nobody: what everybody is taught. */
  List<String> texts(@Nullable UserId user) {
    List<Taught> lessons = user == null ? everybody : own.getOrDefault(user, everybody);
    return lessons.stream().map(Taught::text).toList();
  }

  /** All lessons of the run, each once. */
  Set<LessonId> ids() {
    Set<LessonId> ids = new LinkedHashSet<>();
    everybody.forEach(one -> ids.add(one.id()));
    own.keySet().stream()
        .sorted(Comparator.comparing(UserId::value))
        .forEach(user -> own.getOrDefault(user, List.of()).forEach(one -> ids.add(one.id())));
    return ids;
  }
}
