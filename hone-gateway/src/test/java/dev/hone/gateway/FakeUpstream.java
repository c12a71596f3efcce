package dev.hone.gateway;

import dev.hone.gateway.UpstreamOptions.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A small real HTTP server that answers with exactly the bytes it is told to. */
final class FakeUpstream implements AutoCloseable {

  /** What came in. */
  record Seen(String line, List<String> headers, byte[] body) {

    @Nullable String header(String name) {
      return headers.stream()
          .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(h -> h.substring(name.length() + 1).strip())
          .findFirst()
          .orElse(null);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** Answers a request; the connection is closed afterwards. */
  interface Answer {
    void write(Seen request, OutputStream out) throws IOException;
  }

  /** Answers a request with all that a socket can do. */
  interface SocketAnswer {
    void serve(Seen request, Socket socket) throws IOException;
  }

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private volatile SocketAnswer answer = (request, socket) -> {};

  FakeUpstream() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  UpstreamOptions options() {
    return UpstreamOptions.of(address()).withCredential(new Credential.Kept("upstream-key"));
  }

  void answers(Answer newAnswer) {
    answer = (request, socket) -> newAnswer.write(request, socket.getOutputStream());
  }

  void answersOn(SocketAnswer newAnswer) {
    answer = newAnswer;
  }

  void answers(int status, String body, String... headers) {
    answers(
        (request, out) -> {
          out.write(head(status, "application/json", headers));
          out.write(body.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Ends a connection as a program that dies does. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  UpstreamOptions named(String name) {
    return UpstreamOptions.of(name, address()).withCredential(new Credential.Kept(name + "-key"));
  }

  void answers(String contentType, String body) {
    answers(
        (request, out) -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          out.write(head(200, contentType, "Content-Length: " + bytes.length));
          out.write(bytes);
        });
  }

  static byte[] head(int status, String contentType, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      List<String> lines = new CopyOnWriteArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        lines.add(line);
      }
      Seen request = new Seen(lines.getFirst(), lines.subList(1, lines.size()), new byte[0]);
      String length = request.header("content-length");
      byte[] body = length == null ? new byte[0] : in.readNBytes(Integer.parseInt(length));
      request = new Seen(request.line(), request.headers(), body);
      seen.add(request);
      answer.serve(request, socket);
    } catch (IOException e) {
      // The gateway broke off; some tests want that.
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
      if (one != '\r') {
        line.write(one);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
