package dev.hone.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the trainer as a process of its own at low priority and starts it anew when it ends, ever
 * more slowly while it keeps failing. The trainer holds on to this process's end of a pipe: when
 * the service dies in whatever way, its input ends and so does it.
 */
final class TrainerProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TrainerProcess.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A run that lasted this long counts as healthy: the next pause is the first one again. */
  private static final Duration HEALTHY = Duration.ofMinutes(2);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final List<String> command;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Thread watcher;
  private boolean closed;
  private @Nullable Process process;

  /**
   * Starts it, and again whenever it ends.
   *
   * @param memory most MiB of its heap; 0: Java's own bound, a quarter of the machine's memory
   */
  TrainerProcess(List<String> arguments, int memory) {
    this.command = command(arguments, memory);
    this.watcher = Thread.ofVirtual().name("trainer-watch").start(this::watch);
  }

  /**
   * The same Java, class path and flags as ours, with {@code nice} before it where there is one.
   */
  static List<String> command(List<String> arguments, int memory) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
      command.addAll(List.of("/usr/bin/nice", "-n", "10"));
    }
    command.addAll(
        memory == 0
            ? JavaCommand.line("-XX:+UseSerialGC")
            : JavaCommand.line("-XX:+UseSerialGC", "-Xmx" + memory + "m"));
    command.addAll(arguments);
    return command;
  }

  private void watch() {
    Duration pause = FIRST_PAUSE;
    while (true) {
      long started = System.nanoTime();
      int exit;
      try {
        Process running = start();
        if (running == null) {
          return;
        }
        relay(running);
        exit = running.waitFor();
      } catch (IOException e) {
        log.error("the trainer cannot be started: {}", e.getMessage());
        exit = -1;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (System.nanoTime() - started > HEALTHY.toNanos()) {
        pause = FIRST_PAUSE;
      }
      if (!waitUnlessClosed(pause)) {
        return;
      }
      log.warn("the trainer ended with {}; started anew after {} s", exit, pause.toSeconds());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  private @Nullable Process start() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .redirectErrorStream(true)
              .start();
      log.info("trainer started, process {}", process.pid());
      return process;
    } finally {
      lock.unlock();
    }
  }

  /** The trainer's lines go into our log; ends when it does. */
  private static void relay(Process running) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(running.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        log.info("trainer: {}", line);
        line = lines.readLine();
      }
    }
  }

  /** False if closed meanwhile. */
  private boolean waitUnlessClosed(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = closing.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    Process running;
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      running = process;
    } finally {
      lock.unlock();
    }
    if (running != null) {
      try {
        running.getOutputStream().close();
        if (!running.waitFor(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          running.destroyForcibly();
        }
      } catch (IOException e) {
        running.destroyForcibly();
      } catch (InterruptedException e) {
        running.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    watcher.interrupt();
  }
}
