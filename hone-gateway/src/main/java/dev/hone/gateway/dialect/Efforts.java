package dev.hone.gateway.dialect;

import dev.hone.gateway.dialect.DialectRequest.Reasoning;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI measures thought in words, Anthropic in words or in tokens. The exchange rate is Hone's
 * own: low up to 1024 tokens, medium up to 4096, high above.
 */
final class Efforts {

  static final String NONE = "none";

  private static final long LOW = 1024;
  private static final long MEDIUM = 4096;

  private Efforts() {}

  /** The word, or null when nothing was said. */
  static @Nullable String word(@Nullable Reasoning reasoning) {
    if (reasoning == null) {
      return null;
    }
    if (reasoning.effort() != null) {
      return reasoning.effort();
    }
    Long budget = reasoning.budget();
    if (budget == null) {
      return null;
    }
    return budget <= LOW ? "low" : budget <= MEDIUM ? "medium" : "high";
  }

  /** Anthropic's word; it has none for the least. */
  static String anthropic(String word) {
    return word.equals("minimal") ? "low" : word;
  }
}
