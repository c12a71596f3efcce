package dev.hone.gateway.redact;

import java.util.function.Consumer;

/** From each {@code @} to both sides, as far as an address may reach. */
final class EmailFinder implements Finder {

  private static final String LOCAL = ".!#$%&'*+/=?^_`{|}~-";

  @Override
  public void find(String text, Consumer<Span> found) {
    // Neither side holds an @, so no character is looked at more than twice.
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int from = at;
      while (from > 0 && local(text.charAt(from - 1))) {
        from--;
      }
      int to = at + 1;
      while (to < text.length() && domain(text.charAt(to))) {
        to++;
      }
      to = endOfDomain(text, at + 1, to);
      while (from < at && !Characters.word(text, from)) {
        from++;
      }
      if (from < at && to > 0) {
        found.accept(new Span(from, to, RedactionKind.EMAIL.word()));
      }
    }
  }

  private static boolean local(char c) {
    return Character.isLetterOrDigit(c) || LOCAL.indexOf(c) >= 0;
  }

  private static boolean domain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }

  /** Behind the last label, which has two letters or more; 0 if this is no domain. */
  private static int endOfDomain(String text, int from, int to) {
    int end = to;
    while (end > from && !Character.isLetterOrDigit(text.charAt(end - 1))) {
      end--;
    }
    int dot = end - 1;
    while (dot > from && text.charAt(dot) != '.') {
      dot--;
    }
    if (dot <= from || end - dot - 1 < 2) {
      return 0;
    }
    for (int i = dot + 1; i < end; i++) {
      if (!Character.isLetter(text.charAt(i)) && text.charAt(i) != '-') {
        return 0;
      }
    }
    return end;
  }
}
