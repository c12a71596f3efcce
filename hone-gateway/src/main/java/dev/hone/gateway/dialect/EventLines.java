package dev.hone.gateway.dialect;

import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Gathers server-sent events. Used by one thread. */
final class EventLines {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  /** An event with data only. */
  EventLines data(JsonNode data) {
    return line("data: ", Json.bytes(data)).ascii("\n");
  }

  /** An event that is named as well. */
  EventLines named(String name, JsonNode data) {
    return ascii("event: ").ascii(name).ascii("\n").data(data);
  }

  /** The mark at the end of a stream. */
  EventLines done() {
    return ascii("data: [DONE]\n\n");
  }

  private EventLines line(String field, byte[] value) {
    ascii(field);
    out.writeBytes(value);
    return ascii("\n");
  }

  private EventLines ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
