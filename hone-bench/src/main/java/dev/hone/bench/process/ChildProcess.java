package dev.hone.bench.process;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that runs beside the benchmark, with its children. It ends with {@link #close()}, and
 * when the benchmark is told to end. Owned by one thread.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final int POLL_MILLIS = 5;
  private static final int CONNECT_MILLIS = 2000;
  private static final int LOG_CHARACTERS = 2000;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread hook = new Thread(this::stop, "stop-child");

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param name for messages
   * @param environment added to ours
   * @param log takes what it prints
   * @throws BenchException if the program is not there
   */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      ChildProcess child = new ChildProcess(name, process, log);
      Runtime.getRuntime().addShutdownHook(child.hook);
      return child;
    } catch (IOException e) {
      throw new BenchException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** A port of the loopback address that was free just now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ProcessTree tree() {
    return new ProcessTree(process.toHandle());
  }

  /** Returns when a port takes connections. */
  public void awaitPort(int port) throws InterruptedException {
    await(() -> listens(port));
  }

  /**
   * Returns when a condition holds.
   *
   * @throws BenchException if the process ended before, or it took too long
   */
  public void await(BooleanSupplier ready) throws InterruptedException {
    long deadline = System.nanoTime() + READY_PATIENCE.toNanos();
    while (!ready.getAsBoolean()) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new BenchException(name + " ended: " + log());
      }
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            name + " was not ready after " + READY_PATIENCE.toSeconds() + " s: " + log());
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The end of what it printed. */
  public String log() {
    try {
      String text = Files.readString(log).strip();
      return text.substring(Math.max(0, text.length() - LOG_CHARACTERS));
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook itself runs, or has run.
    }
  }

  private void stop() {
    List<ProcessHandle> children = tree().children();
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
