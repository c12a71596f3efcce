package dev.hone.core;

/** Whose reasoning a step is. */
public enum Line {
  /** The agent's own reasoning: may be trained on. */
  MAIN,
  /** Titles, summaries, heartbeats: never trained on. */
  SIDE
}
