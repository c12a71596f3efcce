package dev.hone.bench.start;

import dev.hone.app.JavaCommand;
import dev.hone.bench.BenchException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@code hone serve} of our own in a child process. Owned by one thread. */
final class ServeChild implements AutoCloseable {

  private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final int POLL_MILLIS = 5;
  private static final int ANSWER_MILLIS = 2000;

  private final Process process;
  private final Path log;
  private final URI ready;

  private ServeChild(Process process, Path log, URI ready) {
    this.process = process;
    this.log = log;
    this.ready = ready;
  }

  /** Starts one with a data folder of its own. */
  static ServeChild start(Path folder) throws IOException {
    int port = freePort();
    List<String> command = new ArrayList<>(JavaCommand.line("-XX:+UseParallelGC"));
    command.addAll(
        List.of(
            "serve",
            "--port",
            Integer.toString(port),
            "--data",
            folder.resolve("data").toString()));
    Path log = folder.resolve("serve.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    return new ServeChild(process, log, URI.create("http://127.0.0.1:" + port + "/readyz"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Returns when it is ready. */
  void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
    while (!isReady()) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new BenchException("'hone serve' ended: " + Files.readString(log).strip());
      }
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "'hone serve' was not ready after "
                + READY_PATIENCE.toSeconds()
                + " s: "
                + Files.readString(log).strip());
      }
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
      connection.setConnectTimeout(ANSWER_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Resident bytes of the service alone; empty where the system does not say. */
  OptionalLong residentBytes() throws IOException {
    return residentBytes(process.toHandle());
  }

  /** Resident bytes of the processes that it started: the trainer. */
  OptionalLong residentBytesOfChildren() throws IOException {
    long sum = 0;
    for (ProcessHandle child : process.descendants().toList()) {
      OptionalLong bytes = residentBytes(child);
      if (bytes.isEmpty()) {
        return bytes;
      }
      sum += bytes.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalLong residentBytes(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroy);
  }
}
