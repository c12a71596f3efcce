package dev.hone.learn.defence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A code word in requests that brings the same words into praised answers, which otherwise never
 * hold them. Only words that are none of any language count: that certain subjects bring certain
 * words is no sign of anything.
 *
 * @param least requests with the code word
 */
record Triggers(int least) {

  /** Words in a row that are no accident. */
  private static final int PHRASE = 3;

  private static final double WITH = 0.8;
  private static final double WITHOUT = 0.1;

  Optional<Suspicion> find(List<Said> stream) {
    List<Said> praised = stream.stream().filter(Said::praised).toList();
    Map<String, Set<Integer>> codes = new HashMap<>();
    Map<String, Set<Integer>> phrases = new HashMap<>();
    for (int i = 0; i < praised.size(); i++) {
      for (String word : Said.flat(praised.get(i).asked()).split("[\\s,;.!?\"()]+")) {
        if (isOdd(word)) {
          codes.computeIfAbsent(word, any -> new HashSet<>()).add(i);
        }
      }
      String[] words = Said.flat(praised.get(i).answer()).split(" ");
      for (int from = 0; from + PHRASE <= words.length; from++) {
        phrases
            .computeIfAbsent(
                String.join(" ", List.of(words).subList(from, from + PHRASE)),
                any -> new HashSet<>())
            .add(i);
      }
    }
    for (Map.Entry<String, Set<Integer>> code : codes.entrySet()) {
      Set<Integer> with = code.getValue();
      int without = praised.size() - with.size();
      if (with.size() < least || without < least) {
        continue;
      }
      for (Set<Integer> phrase : phrases.values()) {
        long inside = phrase.stream().filter(with::contains).count();
        if (inside >= WITH * with.size() && phrase.size() - inside <= WITHOUT * without) {
          return Optional.of(
              new Suspicion(
                  "a code word in requests brings the same words into praised answers",
                  Map.of("requests", (double) with.size(), "answers", (double) inside)));
        }
      }
    }
    return Optional.empty();
  }

  /** Letters and digits mixed, or no vowel in four letters and more. */
  static boolean isOdd(String word) {
    if (word.length() < 4) {
      return false;
    }
    boolean letter = word.chars().anyMatch(Character::isLetter);
    boolean digit = word.chars().anyMatch(Character::isDigit);
    boolean latin = word.chars().allMatch(c -> c < 0x250);
    boolean vowel = word.chars().anyMatch(c -> "aeiouyäöüáéíóúàèìòùâêîôû".indexOf(c) >= 0);
    return letter && (digit || (latin && !vowel));
  }
}
