package dev.hone.gateway.redact;

import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of requests and answers in any dialect. */
final class RedactedBody {

  /** They hold the words piece by piece, where no piece looks like a secret. */
  private static final Set<String> TOKENS =
      Set.of("logprobs", "top_logprobs", "token_ids", "prompt_token_ids", "prompt_logprobs");

  private RedactedBody() {}

  /** The same array if nothing was found. */
  static byte[] of(Redactor redactor, byte[] body) {
    try {
      JsonNode read = Json.read(body);
      JsonNode redacted = redactor.json(read);
      return redacted == read ? body : Json.bytes(redacted);
    } catch (JacksonException noJson) {
      String text = new String(body, StandardCharsets.UTF_8);
      String redacted = redactor.text(text);
      return redacted.equals(text) ? body : redacted.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Without log-probabilities of tokens and their ids. */
  static byte[] withoutTokens(byte[] body) {
    try {
      return Json.bytes(withoutTokens(Json.read(body)));
    } catch (JacksonException noJson) {
      return body;
    }
  }

  private static JsonNode withoutTokens(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode fresh = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          if (!TOKENS.contains(field.getKey())) {
            fresh.set(field.getKey(), withoutTokens(field.getValue()));
          } else if (field.getValue().isArray()) {
            fresh.putArray(field.getKey());
          } else {
            fresh.putNull(field.getKey());
          }
        }
        yield fresh;
      }
      case ArrayNode array -> {
        ArrayNode fresh = Json.array();
        array.forEach(value -> fresh.add(withoutTokens(value)));
        yield fresh;
      }
      default -> node;
    };
  }
}
