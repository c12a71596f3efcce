package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of alternatives that is looked for only where it can begin.
 *
 * <p>An alternative that begins with {@code ^} is tried at the text's first word only, one that
 * begins with {@code \b} at the beginnings of words, and there only if it may begin with that word
 * ({@link CueSet} knows); any other is looked for everywhere. What is found is what the whole
 * pattern finds, at a tenth of the time: most words begin no cue. Immutable.
 */
final class Cue {

  /** Nothing can match it. */
  private static final Pattern NEVER = Pattern.compile("(?!)");

  private final CueSet set;
  private final long bit;
  private final Pattern whole;
  private final Pattern atStart;
  private final Pattern atWord;
  private final @Nullable Pattern anywhere;

  Cue(CueSet set, long bit, List<String> alternatives, int flags) {
    this.set = set;
    this.bit = bit;
    this.whole = Pattern.compile(String.join("|", alternatives), flags);
    List<String> starts = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String alternative : alternatives) {
      for (String one : parts(alternative)) {
        (one.startsWith("^") ? starts : one.startsWith("\\b") ? words : others).add(one);
      }
    }
    this.atStart = pattern(starts, flags);
    this.atWord = pattern(words, flags);
    this.anywhere = others.isEmpty() ? null : pattern(others, flags);
  }

  private static Pattern pattern(List<String> alternatives, int flags) {
    return alternatives.isEmpty() ? NEVER : Pattern.compile(String.join("|", alternatives), flags);
  }

  /** The alternatives between the bars that stand in no group. */
  private static List<String> parts(String pattern) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (!inClass && c == '(') {
        depth++;
      } else if (!inClass && c == ')') {
        depth--;
      } else if (!inClass && depth == 0 && c == '|') {
        parts.add(pattern.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(pattern.substring(start));
    return parts;
  }

  /** Whether it is in the text. */
  boolean isIn(CueText text) {
    return (text.mayStart(set, bit) && atStart.matcher(text.text()).lookingAt())
        || (text.mayHold(set, bit) && isAtAWord(text))
        || (anywhere != null && anywhere.matcher(text.text()).find());
  }

  private boolean isAtAWord(CueText text) {
    Matcher matcher = atWord.matcher(text.text());
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    for (int word = 0; word < text.words(); word++) {
      if (text.mayBegin(word, set, bit)
          && matcher.region(text.start(word), text.text().length()).lookingAt()) {
        return true;
      }
    }
    return false;
  }

  /** Where it is first found; null if it is not. */
  @Nullable MatchResult find(CueText text) {
    if (!isIn(text)) {
      return null;
    }
    Matcher matcher = whole.matcher(text.text());
    return matcher.find() ? matcher.toMatchResult() : null;
  }

  /** The text with each place where it is found replaced by a blank. */
  String blankedOut(CueText text) {
    return isIn(text) ? whole.matcher(text.text()).replaceAll(" ") : text.text();
  }

  /** As a pattern, for text that is no {@link CueText}. */
  Pattern pattern() {
    return whole;
  }

  /** Whether a text that begins so may begin with one of its alternatives for a text's start. */
  boolean mayStartWith(String beginning) {
    return mayMatch(atStart, beginning);
  }

  /** Whether a word that begins so may begin one of its alternatives for words. */
  boolean mayBeginWith(String beginning) {
    return mayMatch(atWord, beginning);
  }

  /** What fails before it has seen the end of the beginning will fail whatever comes after it. */
  private static boolean mayMatch(Pattern pattern, String beginning) {
    Matcher matcher = pattern.matcher(beginning);
    return matcher.lookingAt() || matcher.hitEnd();
  }

  long bit() {
    return bit;
  }
}
