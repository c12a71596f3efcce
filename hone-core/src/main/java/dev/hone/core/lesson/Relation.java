package dev.hone.core.lesson;

/** How a new lesson stands to an older one. */
public enum Relation {
  /** It says the same. */
  SAME,
  /** Both cannot be followed at once: the newer one takes the older one's place. */
  CONTRADICTS,
  INDEPENDENT
}
