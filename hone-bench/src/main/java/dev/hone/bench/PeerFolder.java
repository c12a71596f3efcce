package dev.hone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where peers from npm lie: {@code .build/peers} of the checkout, filled only when it is asked for.
 *
 * @param path of the folder
 */
public record PeerFolder(Path path) {

  /** How a user asks for it. */
  public static final String OPTION = "--with-peers";

  /**
   * The gateway's streams fail with any newer {@code @hono/node-server} (as its issue 1389 says),
   * which npm would choose by itself.
   */
  private static final String PACKAGES =
      """
      {
        "private": true,
        "dependencies": { "@portkey-ai/gateway": "1.15.2" },
        "overrides": { "@hono/node-server": "1.13.8" }
      }
      """;

  private static final int PATIENCE_MINUTES = 5;

  /** That of the checkout from which {@code ./hone} was started. */
  public static PeerFolder ofCheckout() {
    String root = System.getenv("HONE_ROOT");
    return new PeerFolder(Path.of(root == null ? "" : root, ".build", "peers"));
  }

  /** Where a package's file lies, installed or not. */
  public Path file(String name) {
    return path.resolve("node_modules").resolve(name);
  }

  /**
   * Fetches the packages; no script of theirs is run.
   *
   * @throws BenchException if npm is missing or fails
   */
  public void install() {
    try {
      Files.createDirectories(path);
      Path wanted = path.resolve("package.json");
      Path lock = path.resolve("package-lock.json");
      boolean same = Files.exists(wanted) && Files.readString(wanted).equals(PACKAGES);
      if (same && Files.exists(lock)) {
        return;
      }
      // What an older list brought would stay otherwise.
      Files.deleteIfExists(lock);
      Files.writeString(wanted, PACKAGES);
      Path log = path.resolve("npm.log");
      Process npm =
          new ProcessBuilder(
                  List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"))
              .directory(path.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      npm.getOutputStream().close();
      if (!npm.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        npm.destroy();
        throw new BenchException("npm took more than " + PATIENCE_MINUTES + " minutes: see " + log);
      }
      if (npm.exitValue() != 0) {
        throw new BenchException("npm failed: " + Files.readString(log).strip());
      }
    } catch (IOException e) {
      throw new BenchException(
          "the peers cannot be installed: "
              + e.getMessage()
              + "; npm and Node 20 or newer are needed",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("installing the peers was interrupted", e);
    }
  }
}
