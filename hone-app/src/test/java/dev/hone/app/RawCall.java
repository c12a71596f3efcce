package dev.hone.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A streamed chat completion over a plain socket: as much of it as came before something died.
 *
 * @param status of the answer; 0 if none came
 * @param step id that the head named; empty if it named none
 * @param text what the events said
 * @param ended whether its end came: the answer was acknowledged
 */
record RawCall(int status, String step, String text, boolean ended) {

  private static final int TIMEOUT_MILLIS = 60_000;

  /** Runs half way through sending the body. */
  interface Halfway {
    void now();
  }

  static RawCall make(
      String url, String key, String session, String idempotencyKey, Halfway halfway) {
    ObjectNode body = Chat.say("mia", "Please count to six, in session " + session);
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: hone\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer %s\r\nX-Session-Id: %s\r\nIdempotency-Key: %s\r\n"
                .formatted(key, session, idempotencyKey)
            + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(bytes.length);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
      halfway.now();
      out.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
      out.flush();
      byte[] buffer = new byte[4096];
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        read.write(buffer, 0, n);
      }
    } catch (IOException died) {
      // What came until then is what counts.
    }
    return parse(read.toString(StandardCharsets.UTF_8));
  }

  private static RawCall parse(String all) {
    String[] lines = all.split("\r?\n");
    if (!lines[0].startsWith("HTTP/1.1 ")) {
      return new RawCall(0, "", "", false);
    }
    String step = "";
    StringBuilder text = new StringBuilder();
    boolean ended = false;
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith("x-hone-step:")) {
        step = line.substring(line.indexOf(':') + 1).strip();
      } else if (line.equals("data: [DONE]")) {
        ended = true;
      } else if (line.startsWith("data: {")) {
        text.append(content(line.substring("data: ".length())));
      }
    }
    return new RawCall(Integer.parseInt(lines[0].split(" ")[1]), step, text.toString(), ended);
  }

  private static String content(String event) {
    try {
      JsonNode chunk = Json.MAPPER.readTree(event);
      return chunk.path("choices").path(0).path("delta").path("content").asString("");
    } catch (JacksonException cutOff) {
      return "";
    }
  }
}
