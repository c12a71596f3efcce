package dev.hone.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An upstream that streams a chat completion and says how far it has come, so that something can be
 * made to happen just there. Thread-safe.
 */
final class StagedUpstream implements AutoCloseable {

  /** How far an answer has come. */
  enum Stage {
    ASKED,
    HEAD_SENT,
    HALF_SENT,
    ALL_BUT_END_SENT,
    END_SENT
  }

  static final int PROMPT_TOKENS = 11;
  static final int COMPLETION_TOKENS = 6;
  static final String TEXT = "one two three four five six";

  private final ServerSocket server;
  private final Consumer<Stage> reached;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();

  /** Tells the consumer of every stage of every answer, and goes on when it returns. */
  StagedUpstream(Consumer<Stage> reached) throws IOException {
    this.reached = reached;
    this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** How many model calls came. */
  int asked() {
    return asked.get();
  }

  /** Breaks all connections off at once, as the death of a process does. */
  void drop() {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      while (readRequest(socket.getInputStream())) {
        asked.incrementAndGet();
        answer(socket.getOutputStream());
      }
    } catch (IOException gone) {
      // Whoever asked has died, or this upstream has.
    } finally {
      sockets.remove(socket);
    }
  }

  private void answer(OutputStream out) throws IOException {
    reached.accept(Stage.ASKED);
    write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    reached.accept(Stage.HEAD_SENT);
    List<String> words = List.of(TEXT.split("(?= )"));
    for (int i = 0; i < words.size(); i++) {
      if (i == words.size() / 2) {
        reached.accept(Stage.HALF_SENT);
      }
      event(out, chunk("{\"content\":\"" + words.get(i) + "\"}", "null", ""));
    }
    event(out, chunk("{}", "\"stop\"", usage()));
    reached.accept(Stage.ALL_BUT_END_SENT);
    event(out, "[DONE]");
    write(out, "0\r\n\r\n");
    reached.accept(Stage.END_SENT);
  }

  private static String usage() {
    return ",\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(PROMPT_TOKENS, COMPLETION_TOKENS, PROMPT_TOKENS + COMPLETION_TOKENS);
  }

  private static String chunk(String delta, String finish, String more) {
    return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]"
        + more
        + "}";
  }

  private static void event(OutputStream out, String data) throws IOException {
    String text = "data: " + data + "\n\n";
    write(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Reads one request to its end; false if the connection ended before one began. */
  private static boolean readRequest(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int one = in.read();
      if (one < 0) {
        return false;
      }
      head.write(one);
    }
    int length = 0;
    for (String line : head.toString(StandardCharsets.US_ASCII).split("\r\n")) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return in.readNBytes(length).length == length;
  }

  @Override
  public void close() throws IOException {
    server.close();
    drop();
  }
}
