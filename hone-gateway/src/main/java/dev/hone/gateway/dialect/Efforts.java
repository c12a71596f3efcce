package dev.hone.gateway.dialect;

import dev.hone.gateway.dialect.DialectRequest.Reasoning;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI measures thought in words, Anthropic in tokens. The exchange rate is Hone's own: low 1024,
 * medium 4096, high 16384 tokens at most.
 */
final class Efforts {

  static final String NONE = "none";

  private static final long LOW = 1024;
  private static final long MEDIUM = 4096;
  private static final long HIGH = 16384;

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

  /** Most tokens of thought; null when nothing was said. */
  static @Nullable Long budget(@Nullable Reasoning reasoning) {
    if (reasoning == null) {
      return null;
    }
    if (reasoning.budget() != null) {
      return reasoning.budget();
    }
    String effort = reasoning.effort();
    if (effort == null) {
      return null;
    }
    return switch (effort) {
      case NONE -> 0L;
      case "minimal", "low" -> LOW;
      case "medium" -> MEDIUM;
      default -> HIGH;
    };
  }
}
