package dev.hone.bench.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * How a candidate is called: on the loopback address.
 *
 * @param port that it listens on
 * @param headers that it wants beside the usual ones
 */
record Way(int port, Map<String, String> headers) {

  Way {
    headers = Map.copyOf(headers);
  }

  /** The head of a request, up to the value of {@code Content-Length}. */
  byte[] head() {
    StringBuilder head =
        new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:");
    head.append(port).append("\r\nContent-Type: application/json\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("Content-Length: ").toString().getBytes(StandardCharsets.US_ASCII);
  }
}
