package dev.hone.bench.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An OpenAI-compatible server that always gives the same answer, at once: paths that end in {@code
 * /stream/v1/chat/completions} as events, others whole. A thread for each connection.
 */
final class ScriptedUpstream implements AutoCloseable {

  private static final int BACKLOG = 512;
  private static final int WORDS = 24;

  private final ServerSocket server;
  private final byte[] whole;
  private final byte[] streamHead;
  private final List<byte[]> events = new ArrayList<>();

  private ScriptedUpstream(ServerSocket server) {
    this.server = server;
    String words = "word ".repeat(WORDS).strip();
    byte[] body =
        ("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"scripted\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                + words
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,"
                + "\"completion_tokens\":24,\"total_tokens\":44}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(
        WireReader.ascii(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n"));
    answer.writeBytes(body);
    whole = answer.toByteArray();
    streamHead =
        WireReader.ascii(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                + "\r\n");
    for (int i = 0; i < WORDS; i++) {
      events.add(event("{\"content\":\"word \"}", "null"));
    }
    events.add(event("{}", "\"stop\""));
    events.add(chunk("data: [DONE]\n\n"));
    events.add(WireReader.ascii("0\r\n\r\n"));
  }

  static ScriptedUpstream start() throws IOException {
    ScriptedUpstream upstream =
        new ScriptedUpstream(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("scripted-upstream").start(upstream::accept);
    return upstream;
  }

  private static byte[] event(String delta, String finish) {
    return chunk(
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"scripted\",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + finish
            + "}]}\n\n");
  }

  private static byte[] chunk(String text) {
    return WireReader.ascii(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  int port() {
    return server.getLocalPort();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      WireReader in = new WireReader(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      WireReader.Message request = in.read();
      while (request != null) {
        if (request.firstLine().contains("/stream/")) {
          out.write(streamHead);
          for (byte[] event : events) {
            out.write(event);
          }
        } else {
          out.write(whole);
        }
        request = in.read();
      }
    } catch (IOException gone) {
      // The other side went away: at the end of a run it does.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
