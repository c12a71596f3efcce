package dev.hone.learn.lesson;

import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;

/**
 * How two lessons stand to each other: what rules can tell, and where they see two wishes that do
 * not touch, whether the words lie so near each other that they are one wish in other words.
 * Thread-safe.
 */
@FunctionalInterface
interface Sameness {

  /** How {@code newer} stands to {@code older}. */
  Relation of(String older, String newer);

  static Sameness byRules() {
    return Meaning::relation;
  }
}
