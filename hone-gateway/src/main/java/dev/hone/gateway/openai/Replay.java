package dev.hone.gateway.openai;

import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gives a kept answer again: as it is, or as chunks with the same content. */
public final class Replay {

  /** Ends a stream. */
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private Replay() {}

  /**
   * Sends it.
   *
   * @param body the whole answer
   */
  public static void send(Exchange exchange, byte[] body, boolean stream, boolean includeUsage) {
    if (!stream) {
      exchange.send(200, "application/json", body);
      return;
    }
    JsonNode whole = Json.read(body);
    List<byte[]> out = new ArrayList<>();
    for (JsonNode choice : whole.path("choices")) {
      JsonNode message = choice.path("message");
      ObjectNode delta = Json.object().put("role", "assistant");
      delta.set("content", message.path("content").isString() ? message.get("content") : null);
      if (message.path("tool_calls").isArray()) {
        var calls = delta.putArray("tool_calls");
        int index = 0;
        for (JsonNode call : message.get("tool_calls")) {
          if (call instanceof ObjectNode one) {
            calls.add(Json.object().put("index", index++).setAll(one));
          }
        }
      }
      out.add(chunk(whole, choice, delta, choice.path("logprobs"), false, includeUsage));
      out.add(chunk(whole, choice, Json.object(), Json.read("null"), true, includeUsage));
    }
    if (includeUsage && whole.path("usage").isObject()) {
      ObjectNode usage = head(whole);
      usage.putArray("choices");
      usage.set("usage", whole.get("usage"));
      out.add(Json.bytes(usage));
    }
    out.add(DONE);
    AnswerStream to = exchange.events();
    to.events(out.toArray(byte[][]::new));
  }

  private static byte[] chunk(
      JsonNode whole,
      JsonNode choice,
      ObjectNode delta,
      JsonNode logprobs,
      boolean last,
      boolean includeUsage) {
    ObjectNode root = head(whole);
    ObjectNode one = root.putArray("choices").addObject();
    one.set("index", choice.path("index"));
    one.set("delta", delta);
    one.set("logprobs", logprobs.isObject() ? logprobs : null);
    one.set("finish_reason", last ? choice.path("finish_reason") : null);
    if (includeUsage) {
      root.putNull("usage");
    }
    return Json.bytes(root);
  }

  private static ObjectNode head(JsonNode whole) {
    ObjectNode root = Json.object();
    for (String field : List.of("id", "object", "created", "model", "system_fingerprint")) {
      if (whole.has(field)) {
        root.set(field, whole.get(field));
      }
    }
    return root.put("object", "chat.completion.chunk");
  }
}
