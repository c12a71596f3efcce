package dev.hone.gateway.redact;

import java.util.function.Consumer;

/** Account numbers: two letters, two digits, then letters and digits, also in blocks. */
final class IbanFinder implements Finder {

  private static final int LEAST = 15;
  private static final int MOST = 34;
  private static final int HEAD = 4;

  @Override
  public void find(String text, Consumer<Span> found) {
    int at = 0;
    while (at + LEAST <= text.length()) {
      boolean begins =
          Characters.latin(text.charAt(at))
              && !Characters.word(text, at - 1)
              && Characters.latin(text.charAt(at + 1))
              && Characters.digit(text, at + 2)
              && Characters.digit(text, at + 3);
      int end = begins ? end(text, at) : 0;
      if (end > 0) {
        found.accept(new Span(at, end, RedactionKind.IBAN.word()));
      }
      at = Math.max(at + 1, end);
    }
  }

  /** The farthest end at which the checksum is right; 0 if there is none. */
  private static int end(String text, int from) {
    StringBuilder number = new StringBuilder();
    int right = 0;
    int at = from;
    while (at < text.length() && number.length() < MOST) {
      char c = text.charAt(at);
      if (Characters.latin(c) || Characters.digit(c)) {
        number.append(Character.toUpperCase(c));
        at++;
        if (!Characters.word(text, at) && number.length() >= LEAST && right(number)) {
          right = at;
        }
      } else if ((c == ' ' || c == '-') && Characters.word(text, at + 1)) {
        at++;
      } else {
        break;
      }
    }
    return right;
  }

  /** ISO 7064: the head behind the rest, letters as 10 to 35, must leave 1 when divided by 97. */
  private static boolean right(CharSequence number) {
    int rest = 0;
    for (int i = 0; i < number.length(); i++) {
      int value = Character.digit(number.charAt((i + HEAD) % number.length()), 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    return rest == 1;
  }
}
