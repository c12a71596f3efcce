package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Talks to the scripted upstream about itself. Thread-safe.
 *
 * @param port that it listens on
 */
record UpstreamControl(int port) {

  private static final int TIMEOUT_MILLIS = 5000;

  /**
   * Asks for its time: {@link System#nanoTime()} of two processes must be the same clock, as it is
   * on Linux.
   *
   * @throws BenchException if it is not between our own before and after
   */
  void checkClock() throws IOException {
    long before = System.nanoTime();
    long theirs = get("/clock");
    long after = System.nanoTime();
    if (theirs < before || theirs > after) {
      throw new BenchException(
          "System.nanoTime() is not one clock for all processes here; delays of events cannot be"
              + " measured");
    }
  }

  /** Lets all live streams end, each when its next event would be due. */
  void endLive() throws IOException {
    long _ = get("/end");
  }

  private long get(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    return Long.parseLong(
        new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
  }
}
