package dev.hone.learn.lesson;

import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How lessons stand to a new one: what rules can tell, and where they see two wishes that do not
 * touch and decide nothing differently, whether the words lie so near each other that they are one
 * wish in other words. Thread-safe.
 */
final class Sameness {

  /** Texts whose meaning is remembered. */
  private static final int MOST_MEANINGS = 16_384;

  private final Embedder embedder;
  private final Map<String, Meaning> meanings =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Meaning> eldest) {
          return size() > MOST_MEANINGS;
        }
      };

  Sameness(Embedder embedder) {
    this.embedder = embedder;
  }

  /** How a text stands to each of the known ones, in their order. */
  List<Relation> to(List<String> known, String text) {
    Meaning meaning = meaning(text);
    List<Relation> relations = new ArrayList<>(known.size());
    List<Integer> unclear = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      Meaning other = meaning(known.get(i));
      Relation relation = other.to(meaning);
      relations.add(relation);
      if (relation == Relation.INDEPENDENT && other.mayBeSame(meaning)) {
        unclear.add(i);
      }
    }
    if (!unclear.isEmpty()) {
      List<String> texts = new ArrayList<>(unclear.stream().map(known::get).toList());
      texts.add(text);
      Optional<List<float[]>> vectors = embedder.embed(texts);
      vectors.ifPresent(
          found -> {
            for (int i = 0; i < unclear.size(); i++) {
              if (embedder.alike(texts.get(i), found.get(i), text, found.getLast())) {
                relations.set(unclear.get(i), Relation.SAME);
              }
            }
          });
    }
    return relations;
  }

  Relation of(String known, String text) {
    return to(List.of(known), text).getFirst();
  }

  private Meaning meaning(String text) {
    synchronized (meanings) {
      Meaning known = meanings.get(text);
      if (known != null) {
        return known;
      }
    }
    Meaning read = Meaning.of(text);
    synchronized (meanings) {
      meanings.put(text, read);
    }
    return read;
  }
}
