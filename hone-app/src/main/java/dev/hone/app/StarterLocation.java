package dev.hone.app;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the starter policy lies: the folder {@code starter} of the checkout or installation. */
public final class StarterLocation {

  private StarterLocation() {}

  /**
   * Finds it: under {@code HONE_ROOT} (set by the launcher), else upwards from our own code.
   *
   * @throws SetupException if there is none
   */
  public static Path locate() {
    String root = System.getenv("HONE_ROOT");
    if (root != null && present(Path.of(root))) {
      return Path.of(root, "starter");
    }
    @Nullable Path folder = codeFolder();
    while (folder != null) {
      if (present(folder)) {
        return folder.resolve("starter");
      }
      folder = folder.getParent();
    }
    throw new SetupException(
        "the starter policy is missing: there is no folder 'starter' beside the launcher; restore"
            + " it, make it anew with 'hone pretrain-starter', or name a model folder in"
            + " policy.path");
  }

  private static boolean present(Path root) {
    return Files.isRegularFile(root.resolve("starter").resolve("config.json"));
  }

  private static Path codeFolder() {
    try {
      return Path.of(
          StarterLocation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new SetupException("our own code lies at an unreadable place: " + e.getMessage());
    }
  }
}
