package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One kept-alive connection that sends chat requests, one after the other. */
final class WireClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  /**
   * When an answer came, in nanoseconds from the moment before the request was written.
   *
   * @param first first byte of the body
   * @param end last byte of the body
   */
  record Timing(long first, long end) {}

  private final Socket socket;
  private final WireReader in;
  private final OutputStream out;
  private final String head;

  /**
   * Connects.
   *
   * @param path of the requests
   */
  WireClient(int port, String path, String key) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new WireReader(socket.getInputStream());
    out = socket.getOutputStream();
    head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Length: ";
  }

  Timing send(byte[] body) throws IOException {
    byte[] start = WireReader.ascii(head + body.length + "\r\n\r\n");
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    long began = System.nanoTime();
    out.write(request);
    WireReader.Message answer = in.read();
    long ended = System.nanoTime();
    if (answer == null || !answer.firstLine().startsWith("HTTP/1.1 200")) {
      throw new BenchException(
          "an answer was not 200 but "
              + (answer == null
                  ? "a closed connection"
                  : answer.firstLine() + " " + answer.bodyStart()));
    }
    return new Timing(answer.firstByte() - began, ended - began);
  }

  /** A request that no other one equals, so that it begins a session of its own. */
  static byte[] body(long number, boolean stream) {
    String text =
        "{\"model\":\"scripted\",\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant who"
            + " answers briefly and to the point.\"},{\"role\":\"user\",\"content\":\"Question "
            + number
            + ": what is the plan for today, and what should I do about it?\"}]}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
