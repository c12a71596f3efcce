package dev.hone.learn.algorithm;

import java.util.Locale;

/** What part of an objective an algorithm is. One of each makes a recipe. */
public enum Kind {
  /** From rewards to advantages. */
  ADVANTAGE("How much better than expected a token was"),
  /** From advantages to the policy loss. */
  LOSS("Policy loss"),
  /** The critic's loss. */
  VALUE("Critic's loss"),
  /** For samples of other or older weights. */
  CORRECTION("Correction of samples that other weights made"),
  /** Distance to the base. */
  KL("Distance to the base policy"),
  /** Towards a teacher. */
  DISTILLATION("Towards a teacher that knows the hint"),
  /** From token losses to one loss. */
  AGGREGATION("From token losses to the loss of an optimizer step"),
  /** Which samples count. */
  SELECTION("Which samples count");

  private final String about;

  Kind(String about) {
    this.about = about;
  }

  /** For headings. */
  public String about() {
    return about;
  }

  /** As configuration writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
