package dev.hone.gateway.lesson;

import com.github.benmanes.caffeine.cache.Cache;
import dev.hone.core.LessonId;
import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.LessonIndex;
import dev.hone.store.Lesson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the lessons that are in force together. Thread-safe. */
final class Prepared {

  /** Tokenizers whose counts are remembered; there are as many as policies. */
  private static final int MOST_TOKENIZERS = 16;

  private final List<Lesson> lessons;
  private final List<LessonId> ids;
  private final List<String> texts;
  private final boolean onTrial;
  private final Map<String, int[]> tokens = new ConcurrentHashMap<>();
  private final Map<String, LessonIndex> indexes = new ConcurrentHashMap<>();

  Prepared(List<Lesson> lessons) {
    this.lessons = lessons;
    this.ids = lessons.stream().map(Lesson::id).toList();
    this.texts = lessons.stream().map(Lesson::text).toList();
    this.onTrial = lessons.stream().anyMatch(lesson -> lesson.holdOut() > 0);
  }

  List<Lesson> lessons() {
    return lessons;
  }

  List<LessonId> ids() {
    return ids;
  }

  List<String> texts() {
    return texts;
  }

  boolean onTrial() {
    return onTrial;
  }

  /** What each costs; {@code counts} remembers texts beyond this set of lessons. */
  int[] tokens(LessonTokens counter, Cache<String, Integer> counts) {
    int[] known = tokens.get(counter.name());
    if (known == null) {
      known =
          texts.stream()
              .mapToInt(text -> counts.get(counter.name() + "\n" + text, key -> counter.of(text)))
              .toArray();
      if (tokens.size() < MOST_TOKENIZERS) {
        tokens.put(counter.name(), known);
      }
    }
    return known;
  }

  /** An index in the space of an embedder; empty if the vectors are not at hand. */
  Optional<LessonIndex> index(Embedder embedder) {
    LessonIndex known = indexes.get(embedder.name());
    if (known != null) {
      return Optional.of(known);
    }
    Optional<LessonIndex> made =
        embedder.ready(texts).map(vectors -> new LessonIndex(texts, vectors, embedder.chance()));
    made.ifPresent(index -> indexes.put(embedder.name(), index));
    return made;
  }
}
