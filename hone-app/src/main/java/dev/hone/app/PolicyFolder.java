package dev.hone.app;

import dev.hone.app.config.HoneConfig;
import java.nio.file.Path;

/** The model folder that a configuration means. */
final class PolicyFolder {

  private PolicyFolder() {}

  /**
   * The named folder, else the starter policy's.
   *
   * @throws SetupException if the starter policy is wanted and missing
   */
  static Path of(HoneConfig config) {
    String path = config.policy().path();
    return path.isEmpty() ? StarterLocation.locate() : Path.of(path).toAbsolutePath();
  }
}
