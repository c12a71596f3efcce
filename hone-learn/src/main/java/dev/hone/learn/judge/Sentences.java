package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts a message into sentences. Quotes stay whole; abbreviations and decimals do not end one. */
final class Sentences {

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "a.m.", "p.m.", "e.g.", "i.e.", "mr.", "mrs.", "ms.", "dr.", "st.", "vs.", "etc.", "no.",
          "z.b.", "bzw.", "sr.", "sra.", "hr.", "fr.");

  private Sentences() {}

  static List<String> of(String text) {
    List<String> sentences = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '“' || c == '„') {
        quoted = true;
      } else if (c == '”') {
        quoted = false;
      }
      boolean blankLine = c == '\n';
      // A sentence may end inside its quote: 'say "Bye."'. What follows then is white space.
      if (blankLine || (!quoted && isEnd(text, i, start))) {
        add(sentences, text.substring(start, blankLine ? i : i + 1));
        start = i + 1;
        quoted = false;
      }
    }
    add(sentences, text.substring(start));
    return sentences;
  }

  private static boolean isEnd(String text, int at, int start) {
    char c = text.charAt(at);
    int mark = at;
    if (c == '"' || c == '”' || c == ')') {
      mark = at - 1;
    }
    if (mark < start || ".!?".indexOf(text.charAt(mark)) < 0) {
      return false;
    }
    if (at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1))) {
      return false;
    }
    if (text.charAt(mark) != '.') {
      return true;
    }
    int word = mark;
    while (word > start && !Character.isWhitespace(text.charAt(word - 1))) {
      word--;
    }
    String last = text.substring(word, mark + 1).toLowerCase(Locale.ROOT);
    if (!ABBREVIATIONS.contains(last)) {
      return true;
    }
    // "at 5 p.m. Please …" ends; "no. 5" and "e.g. Rome" do not.
    if (!last.equals("a.m.") && !last.equals("p.m.") && !last.equals("etc.")) {
      return last.equals("no.")
          && at + 2 < text.length()
          && Character.isLetter(text.charAt(at + 2));
    }
    return at + 2 < text.length() && Character.isUpperCase(text.charAt(at + 2));
  }

  private static void add(List<String> sentences, String sentence) {
    String clean = sentence.strip().replaceAll("\\s+", " ");
    if (!clean.isEmpty()) {
      sentences.add(clean);
    }
  }
}
