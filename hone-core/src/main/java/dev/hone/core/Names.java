package dev.hone.core;

/** What every outside identifier must hold: something visible, of bounded length, on one line. */
final class Names {

  static final int MAX_LENGTH = 200;

  private Names() {}

  static String require(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(what + " is longer than " + MAX_LENGTH + " characters");
    }
    if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " has white space around it or a control character in it");
    }
    return value;
  }
}
