package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Whether {@link System#nanoTime()} of two processes is the same clock, as it is on Linux. */
final class Clocks {

  private static final int TIMEOUT_MILLIS = 5000;

  private Clocks() {}

  /**
   * Asks the upstream for its time.
   *
   * @throws BenchException if it is not between our own before and after
   */
  static void check(Candidate direct) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + direct.way().port() + "/clock")
                .toURL()
                .openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    long before = System.nanoTime();
    String answer =
        new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    long after = System.nanoTime();
    long theirs = Long.parseLong(answer);
    if (theirs < before || theirs > after) {
      throw new BenchException(
          "System.nanoTime() is not one clock for all processes here; delays of events cannot be"
              + " measured");
    }
  }
}
