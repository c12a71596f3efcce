package dev.hone.gateway.redact;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Blocks of digits, with a space or hyphen between them, that make up the number of a card. */
final class CardFinder implements Finder {

  private static final int LEAST = 13;
  private static final int MOST = 19;

  private record Block(int from, int to) {}

  @Override
  public void find(String text, Consumer<Span> found) {
    List<Block> blocks = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (!Characters.digit(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (Characters.digit(text, at)) {
        at++;
      }
      blocks.add(new Block(from, at));
      boolean goesOn =
          at < text.length()
              && (text.charAt(at) == ' ' || text.charAt(at) == '-')
              && Characters.digit(text, at + 1);
      if (goesOn) {
        at++;
      } else {
        look(text, blocks, found);
        blocks.clear();
      }
    }
  }

  /** A number begins and ends with blocks; from each only so many can follow as have 19 digits. */
  private static void look(String text, List<Block> blocks, Consumer<Span> found) {
    int first = 0;
    while (first < blocks.size()) {
      int from = blocks.get(first).from();
      int next = first + 1;
      if (!Characters.word(text, from - 1)) {
        int digits = 0;
        for (int last = first; last < blocks.size(); last++) {
          Block block = blocks.get(last);
          digits += block.to() - block.from();
          if (digits > MOST) {
            break;
          }
          if (digits >= LEAST
              && !Characters.word(text, block.to())
              && issued(text, from, digits)
              && right(text, from, block.to())) {
            found.accept(new Span(from, block.to(), RedactionKind.CARD.word()));
            next = last + 1;
          }
        }
      }
      first = next;
    }
  }

  /** Issuers begin with 2 to 6; a number of 13 digits that begins with 1 is a time. */
  private static boolean issued(String text, int from, int digits) {
    char first = text.charAt(from);
    return digits == LEAST ? first == '4' : first >= '2' && first <= '6';
  }

  /** Luhn's checksum: from the right every second digit doubled, its digits added up. */
  private static boolean right(String text, int from, int to) {
    int sum = 0;
    boolean second = false;
    for (int i = to - 1; i >= from; i--) {
      if (Characters.digit(text.charAt(i))) {
        int digit = text.charAt(i) - '0';
        int value = second ? 2 * digit : digit;
        sum += value > 9 ? value - 9 : value;
        second = !second;
      }
    }
    return sum % 10 == 0;
  }
}
