package dev.hone.gateway.redact;

/** Classes of characters. Positions outside of a text belong to none. */
final class Characters {

  private Characters() {}

  static boolean digit(String text, int at) {
    return at >= 0 && at < text.length() && digit(text.charAt(at));
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean latin(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** A letter or digit of any script: what stands beside it is part of the same word. */
  static boolean word(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  static boolean hex(char c) {
    return digit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
