package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Cues that are looked for in the same texts, at most 64. Knows for the beginning of a word which
 * of them may begin with it: worked out from the patterns when the word is first met, and
 * remembered. Thread-safe once all cues are added.
 */
final class CueSet {

  /** Letters of a word by which cues are told apart. */
  private static final int BEGINNING = 5;

  /** Of numbers; there are too many to remember. */
  private static final int BEGINNING_OF_A_NUMBER = 2;

  /** Beginnings remembered; then it begins anew. */
  private static final int MOST_REMEMBERED = 16_384;

  private final int flags;
  private final List<Cue> cues = new ArrayList<>();
  private final ConcurrentHashMap<String, Possible> remembered = new ConcurrentHashMap<>();

  /**
   * What a word may begin, one bit for each cue.
   *
   * @param start as the first word of a text
   * @param inside as any word
   */
  record Possible(long start, long inside) {}

  /** For patterns with these flags besides {@link Pattern#UNICODE_CHARACTER_CLASS}. */
  CueSet(int flags) {
    this.flags = flags | Pattern.UNICODE_CHARACTER_CLASS;
  }

  /** Adds a cue: one of these alternatives. */
  Cue any(String... alternatives) {
    if (cues.size() == Long.SIZE) {
      throw new IllegalStateException("a set holds at most " + Long.SIZE + " cues");
    }
    Cue cue = new Cue(this, 1L << cues.size(), List.of(alternatives), flags);
    cues.add(cue);
    return cue;
  }

  /** What the word between these places may begin. */
  Possible at(String text, int from, int to) {
    int most = Character.isDigit(text.charAt(from)) ? BEGINNING_OF_A_NUMBER : BEGINNING;
    String beginning = text.substring(from, Math.min(to, from + most));
    Possible known = remembered.get(beginning);
    if (known != null) {
      return known;
    }
    long start = 0;
    long inside = 0;
    for (Cue cue : cues) {
      start |= cue.mayStartWith(beginning) ? cue.bit() : 0;
      inside |= cue.mayBeginWith(beginning) ? cue.bit() : 0;
    }
    Possible possible = new Possible(start, inside);
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(beginning, possible);
    return possible;
  }
}
