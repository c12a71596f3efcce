package dev.hone.gateway.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Telephone numbers: a run of digits and separators, looked at as a whole. Taken are international
 * numbers ({@code +} or {@code 00}, 8 to 15 digits), national ones with a leading zero or an area
 * code in brackets (9 to 13 digits), and those in blocks of 3, 3 and 4. Dates are not.
 */
final class PhoneFinder implements Finder {

  private static final String SEPARATORS = " -./()\u00a0";
  private static final int MOST_SEPARATORS = 2;
  private static final int MOST_DIGITS = 15;

  @Override
  public void find(String text, Consumer<Span> found) {
    int at = 0;
    while (at < text.length()) {
      if (!begins(text, at)) {
        at++;
        continue;
      }
      at = look(text, at, found);
    }
  }

  private static boolean begins(String text, int at) {
    char c = text.charAt(at);
    return Characters.digit(c)
        || c == '+' && Characters.digit(text, at + 1)
        || c == '(' && (Characters.digit(text, at + 1) || text.startsWith("(+", at));
  }

  /** Looks at the run that begins here; behind it nothing of it is looked at again. */
  private static int look(String text, int from, Consumer<Span> found) {
    List<Integer> blocks = new ArrayList<>();
    int digits = 0;
    int end = from;
    int at = from;
    int separators = 0;
    boolean plus = false;
    while (at < text.length() && separators <= MOST_SEPARATORS) {
      char c = text.charAt(at);
      if (Characters.digit(c)) {
        int begin = at;
        while (Characters.digit(text, at)) {
          at++;
        }
        blocks.add(at - begin);
        digits += at - begin;
        end = at;
        separators = 0;
      } else if (c == '+' && digits == 0 && !plus) {
        plus = true;
        at++;
      } else if (SEPARATORS.indexOf(c) >= 0) {
        separators++;
        at++;
      } else {
        break;
      }
    }
    boolean stands = !Characters.word(text, from - 1) && !Characters.word(text, end);
    if (stands && number(text, from, plus, digits, blocks)) {
      found.accept(new Span(from, end, RedactionKind.PHONE.word()));
    }
    return Math.max(end, from + 1);
  }

  private static boolean number(
      String text, int from, boolean plus, int digits, List<Integer> blocks) {
    if (digits > MOST_DIGITS) {
      return false;
    }
    if (plus || text.startsWith("00", from)) {
      return digits >= 8;
    }
    if (blocks.size() >= 3 && blocks.get(0) == 2 && blocks.get(1) == 2 && blocks.get(2) == 4) {
      return false;
    }
    char first = text.charAt(from);
    if (first == '0' || first == '(') {
      return digits >= 9 && digits <= 13;
    }
    return blocks.equals(List.of(3, 3, 4)) || blocks.equals(List.of(1, 3, 3, 4));
  }
}
