package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A text as cues are looked for in it, with what each of its words may begin. Belongs to one
 * thread.
 */
final class CueText {

  private static final Pattern QUOTATION =
      Pattern.compile("\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<=\\s)'[^']+'(?=[\\s.,!?]|$)");

  private static final int FIRST_WORDS = 16;

  private final String text;
  private int[] starts = new int[FIRST_WORDS];
  private int[] ends = new int[FIRST_WORDS];
  private int words;
  private final List<Possible> read = new ArrayList<>(3);

  /** What the words may begin of one set. */
  private record Possible(CueSet set, long atStart, long anywhere, long[] masks) {}

  private CueText(String text) {
    this.text = text;
    for (int i = 0; i < text.length(); i++) {
      if (isWord(text.charAt(i))) {
        int start = i;
        while (i < text.length() && isWord(text.charAt(i))) {
          i++;
        }
        add(start, i);
      }
    }
  }

  /** The text as it is. */
  static CueText of(String text) {
    return new CueText(text);
  }

  /** A sentence in lower case, with plain apostrophes and its quotations blanked out. */
  static CueText ofSentence(String sentence) {
    return new CueText(lower(sentence));
  }

  /** Lower case, plain apostrophes, quotations blanked out. */
  static String lower(String sentence) {
    String unquoted =
        hasQuotation(sentence) ? QUOTATION.matcher(sentence).replaceAll("\"\"") : sentence;
    return unquoted.toLowerCase(Locale.ROOT).replace('’', '\'');
  }

  /** Whether something stands between quotation marks. */
  static boolean hasQuotation(String sentence) {
    for (int i = 0; i < sentence.length(); i++) {
      switch (sentence.charAt(i)) {
        case '"', '“', '„', '«', '\'' -> {
          return QUOTATION.matcher(sentence).find();
        }
        default -> {}
      }
    }
    return false;
  }

  private void add(int start, int end) {
    if (words == starts.length) {
      starts = Arrays.copyOf(starts, 2 * words);
      ends = Arrays.copyOf(ends, 2 * words);
    }
    starts[words] = start;
    ends[words++] = end;
  }

  /** What a pattern's {@code \b} takes for one, marks left out: a word too many does no harm. */
  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  String text() {
    return text;
  }

  int words() {
    return words;
  }

  /** Where a word begins. */
  int start(int word) {
    return starts[word];
  }

  /** Whether the text may begin with this cue. */
  boolean mayStart(CueSet set, long bit) {
    return (possible(set).atStart() & bit) != 0;
  }

  /** Whether any word of the text may begin this cue. */
  boolean mayHold(CueSet set, long bit) {
    return (possible(set).anywhere() & bit) != 0;
  }

  /** Whether the word may begin this cue. */
  boolean mayBegin(int word, CueSet set, long bit) {
    return (possible(set).masks()[word] & bit) != 0;
  }

  private Possible possible(CueSet set) {
    for (int i = 0; i < read.size(); i++) {
      if (read.get(i).set() == set) {
        return read.get(i);
      }
    }
    long[] masks = new long[words];
    long all = 0;
    for (int word = 0; word < words; word++) {
      masks[word] = set.at(text, starts[word], ends[word]).inside();
      all |= masks[word];
    }
    boolean byWord = words > 0 && starts[0] == 0;
    long atStart = text.isEmpty() ? -1 : set.at(text, 0, byWord ? ends[0] : 1).start();
    Possible possible = new Possible(set, atStart, all, masks);
    read.add(possible);
    return possible;
  }
}
