package dev.hone.bench.gateway;

import java.io.IOException;
import java.time.Duration;

/** The scripted upstream as a process of its own: its first argument is the port. */
public final class UpstreamMain {

  private static final Duration LOOK = Duration.ofSeconds(2);

  private UpstreamMain() {}

  public static void main(String[] arguments) throws IOException {
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> watch(parent));
    try (ScriptedUpstream upstream = new ScriptedUpstream(Integer.parseInt(arguments[0]))) {
      upstream.run();
    }
  }

  /** A benchmark that was killed leaves no server behind. */
  private static void watch(ProcessHandle parent) {
    try {
      while (parent.isAlive()) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException ended) {
      return;
    }
    System.exit(0);
  }
}
