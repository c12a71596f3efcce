package dev.hone.gateway.redact;

import java.util.function.Consumer;

/** PEM blocks of private keys; one without an end reaches to the end of the text. */
final class PrivateKeyFinder implements Finder {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String LINE_END = "PRIVATE KEY-----";
  private static final int LONGEST_NAME = 40;

  @Override
  public void find(String text, Consumer<Span> found) {
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int behind = endOfLine(text, at + BEGIN.length());
      int next = at + BEGIN.length();
      if (behind > 0) {
        next = end(text, behind);
        found.accept(new Span(at, next, RedactionKind.PRIVATE_KEY.word()));
      }
      at = text.indexOf(BEGIN, next);
    }
  }

  private static int end(String text, int from) {
    int end = text.indexOf(END, from);
    if (end < 0) {
      return text.length();
    }
    int behind = endOfLine(text, end + END.length());
    return behind > 0 ? behind : end + END.length();
  }

  /** Behind {@code PRIVATE KEY-----}, if that comes soon; else 0. */
  private static int endOfLine(String text, int from) {
    String head = text.substring(from, Math.min(text.length(), from + LONGEST_NAME));
    int found = head.indexOf(LINE_END);
    return found < 0 ? 0 : from + found + LINE_END.length();
  }
}
