package dev.hone.engine.embedded;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Names for tool calls: {@code call_} and 24 letters or digits. As thread-safe as its generator.
 */
record CallIds(RandomGenerator random) implements Supplier<String> {

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 24;

  @Override
  public String get() {
    StringBuilder id = new StringBuilder("call_");
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
