package dev.hone.engine.text;

import dev.hone.engine.text.jinja.MarkedText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds added tokens in text: leftmost first, the longest among those that begin together. */
final class AddedTokenMatcher {

  /** Longest first, by their first character. */
  private final Map<Character, List<AddedToken>> byFirstCharacter = new HashMap<>();

  AddedTokenMatcher(List<AddedToken> tokens) {
    for (AddedToken token : tokens) {
      byFirstCharacter
          .computeIfAbsent(token.content().charAt(0), first -> new ArrayList<>())
          .add(token);
    }
    for (List<AddedToken> sharing : byFirstCharacter.values()) {
      sharing.sort(Comparator.comparingInt((AddedToken token) -> -token.content().length()));
    }
  }

  /**
   * A place where a token stands.
   *
   * @param from where it begins, stripped white space included
   * @param to where it ends
   */
  record Match(AddedToken token, int from, int to) {}

  /**
   * The next token at or after {@code from}.
   *
   * @param floor nothing before this may be taken along by a left strip
   */
  @Nullable Match next(MarkedText text, int from, int floor) {
    if (byFirstCharacter.isEmpty()) {
      return null;
    }
    String characters = text.characters();
    for (int at = from; at < characters.length(); at++) {
      List<AddedToken> sharing = byFirstCharacter.get(characters.charAt(at));
      if (sharing == null) {
        continue;
      }
      for (AddedToken token : sharing) {
        int end = at + token.content().length();
        if (characters.startsWith(token.content(), at)
            && (token.content().isBlank() || text.isOwn(at, end))
            && (!token.singleWord() || standsAlone(characters, at, end))) {
          return stripped(characters, token, at, end, floor);
        }
      }
    }
    return null;
  }

  private static Match stripped(String text, AddedToken token, int at, int end, int floor) {
    int from = at;
    int to = end;
    while (token.leftStrip() && from > floor && Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    while (token.rightStrip() && to < text.length() && Character.isWhitespace(text.charAt(to))) {
      to++;
    }
    return new Match(token, from, to);
  }

  private static boolean standsAlone(String text, int at, int end) {
    return (at == 0 || !isWord(text.codePointBefore(at)))
        && (end == text.length() || !isWord(text.codePointAt(end)));
  }

  private static boolean isWord(int point) {
    return Character.isLetterOrDigit(point) || point == '_';
  }
}
