package dev.hone.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@code hone serve} of our own in a child process, on a free port. Its log goes to {@code
 * serve.log} in its data folder. Owned by one thread.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;
  private static final int LOG_TAIL_LINES = 15;

  private final DataFolder data;
  private final Process process;
  private final String url;

  private ServiceProcess(DataFolder data, Process process, String url) {
    this.data = data;
    this.process = process;
    this.url = url;
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param more further arguments of {@code serve}
   * @throws SetupException if it ends or does not become ready in time; with the end of its log
   */
  public static ServiceProcess start(Path folder, List<String> more) {
    return start(folder, 0, more);
  }

  /** The same on a given port; 0 takes a free one. */
  public static ServiceProcess start(Path folder, int port, List<String> more) {
    DataFolder data = new DataFolder(folder).create();
    data.removeUrl();
    List<String> command =
        new ArrayList<>(JavaCommand.line(JavaCommand.OF_A_SERVICE.toArray(String[]::new)));
    command.addAll(List.of("serve", "--port", Integer.toString(port), "--data", folder.toString()));
    command.addAll(more);
    Path log = folder.resolve("serve.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return new ServiceProcess(data, process, awaitUrl(data, process, log));
    } catch (IOException e) {
      throw new SetupException(
          ExitCode.BAD_SETUP, "the service cannot be started: " + e.getMessage(), e);
    }
  }

  /** The url file is written when the service is ready. */
  private static String awaitUrl(DataFolder data, Process process, Path log) throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        Optional<String> url = data.url();
        if (url.isPresent()) {
          return url.get();
        }
        if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new SetupException(
              "the service ended with " + process.exitValue() + ":\n" + tail(log));
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new SetupException("interrupted while the service was starting");
    }
    process.destroyForcibly();
    throw new SetupException(
        "the service was not ready after " + START_PATIENCE.toSeconds() + " s:\n" + tail(log));
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
  }

  public String url() {
    return url;
  }

  public String key() {
    return data.key().orElseThrow(() -> new SetupException("the service wrote no key"));
  }

  public DataFolder data() {
    return data;
  }

  public ServiceClient client() {
    return new ServiceClient(url, key());
  }

  public boolean running() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Kill −9: no shutdown hook runs. Returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end in order, and insists after a while. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
