package dev.hone.engine.text.jinja;

import dev.hone.core.engine.EngineException;

/** Errors of templates. */
final class Faults {

  private Faults() {}

  /** The template itself is wrong or uses what is not supported. */
  static EngineException template(int line, String message) {
    return new EngineException(
        EngineException.Code.BAD_MODEL, "chat template, line " + line + ": " + message);
  }

  /** The template refuses this conversation. */
  static EngineException refused(String message) {
    return new EngineException(
        EngineException.Code.BAD_REQUEST,
        "the model's chat template refuses this conversation: " + message);
  }
}
