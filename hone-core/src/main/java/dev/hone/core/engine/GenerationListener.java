package dev.hone.core.engine;

/** Receives an answer while it is made. Called on the thread that called {@code generate}. */
@FunctionalInterface
public interface GenerationListener {

  /**
   * Takes the next event.
   *
   * @return false to cancel the answer; what was made so far becomes the result
   */
  boolean on(GenerationEvent event);

  /** Ignores every event. */
  static GenerationListener none() {
    return event -> true;
  }
}
