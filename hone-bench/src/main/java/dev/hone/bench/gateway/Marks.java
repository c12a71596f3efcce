package dev.hone.bench.gateway;

import java.nio.charset.StandardCharsets;

/** Finds numbers and words in bytes, without making text of them. */
final class Marks {

  /** Digits of a number, so that all are equally long. */
  static final int DIGITS = 12;

  /** What a question's number follows. */
  private static final String BEFORE = "Number ";

  private static final byte[] MARK = BEFORE.getBytes(StandardCharsets.US_ASCII);

  private Marks() {}

  /** A number as it stands in questions and answers. */
  static String text(long number) {
    String digits = Long.toString(number);
    return BEFORE + "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** Where the digits of the first number stand. */
  static int firstNumber(byte[] bytes) {
    int at = indexOf(bytes, 0, bytes.length, MARK);
    if (at < 0) {
      throw new IllegalArgumentException("no number in it");
    }
    return at + MARK.length;
  }

  /**
   * The number of the last question in a request.
   *
   * @return -1 if there is none
   */
  static long lastNumber(byte[] bytes, int from, int to) {
    for (int at = to - MARK.length - DIGITS; at >= from; at--) {
      if (bytes[at] == MARK[0] && startsWith(bytes, at, MARK)) {
        return number(bytes, at + MARK.length, at + MARK.length + DIGITS);
      }
    }
    return -1;
  }

  /** Where a word begins; -1 if it is not there. */
  static int indexOf(byte[] bytes, int from, int to, byte[] word) {
    for (int at = from; at <= to - word.length; at++) {
      if (bytes[at] == word[0] && startsWith(bytes, at, word)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      if (bytes[at + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** Digits as a number; it ends before the first other byte. */
  static long number(byte[] bytes, int from, int to) {
    long value = 0;
    for (int at = from; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }

  /** Puts a number of {@link #DIGITS} digits there. */
  static void write(byte[] bytes, int at, long number) {
    long rest = number;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      bytes[at + digit] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
