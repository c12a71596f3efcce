package dev.hone.engine.model;

import dev.hone.core.engine.EngineException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the errors of files that cannot be used: always {@code BAD_MODEL}, always with the file.
 */
final class BadModel {

  private BadModel() {}

  static EngineException of(Path file, String problem) {
    return of(file, problem, null);
  }

  static EngineException of(Path file, String problem, @Nullable Throwable cause) {
    return new EngineException(EngineException.Code.BAD_MODEL, file + ": " + problem, cause);
  }
}
