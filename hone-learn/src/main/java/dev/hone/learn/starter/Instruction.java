package dev.hone.learn.starter;

import org.jspecify.annotations.Nullable;

/**
 * One thing a user wants to be done another way.
 *
 * @param value in what way (a name, a number, a language …); null asks for the plain way again
 */
public record Instruction(Preference preference, @Nullable String value) {

  /** Asks for the plain way again. */
  public static Instruction off(Preference preference) {
    return new Instruction(preference, null);
  }
}
