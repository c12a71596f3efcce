package dev.hone.gateway.redact;

import dev.hone.gateway.http.Json;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Redacts JSON. Numbers that are found, such as that of a card, become placeholders, too. */
final class RedactedJson {

  /** Fields of messages that say what is what; the conversation would not hold without them. */
  private static final Set<String> STRUCTURE =
      Set.of(
          "role",
          "type",
          "id",
          "name",
          "model",
          "object",
          "call_id",
          "tool_call_id",
          "tool_use_id",
          "finish_reason",
          "stop_reason",
          "signature");

  private static final Set<String> NOTHING = Set.of();

  private RedactedJson() {}

  static JsonNode messages(Redactor redactor, JsonNode node) {
    return of(redactor, node, STRUCTURE);
  }

  /** A text; if it is JSON itself, it is still JSON afterwards. */
  static String inText(Redactor redactor, String text) {
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      try {
        JsonNode read = Json.read(text);
        JsonNode redacted = of(redactor, read, NOTHING);
        return redacted == read ? text : Json.text(redacted);
      } catch (JacksonException noJson) {
        // A text that begins with a bracket is a text.
        return redactor.text(text);
      }
    }
    return redactor.text(text);
  }

  private static JsonNode of(Redactor redactor, JsonNode node, Set<String> kept) {
    return switch (node) {
      case ObjectNode object -> object(redactor, object, kept);
      case ArrayNode array -> array(redactor, array, kept);
      case StringNode string -> {
        String text = inText(redactor, string.stringValue());
        yield text.equals(string.stringValue()) ? string : StringNode.valueOf(text);
      }
      default -> {
        String text = node.isNumber() ? Json.text(node) : "";
        String redacted = redactor.text(text);
        yield redacted.equals(text) ? node : StringNode.valueOf(redacted);
      }
    };
  }

  private static JsonNode object(Redactor redactor, ObjectNode object, Set<String> kept) {
    ObjectNode fresh = Json.object();
    boolean changed = false;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      JsonNode redacted =
          kept.contains(field.getKey()) && value.isValueNode() ? value : of(redactor, value, kept);
      changed |= redacted != value;
      fresh.set(field.getKey(), redacted);
    }
    return changed ? fresh : object;
  }

  private static JsonNode array(Redactor redactor, ArrayNode array, Set<String> kept) {
    ArrayNode fresh = Json.array();
    boolean changed = false;
    for (JsonNode value : array) {
      JsonNode redacted = of(redactor, value, kept);
      changed |= redacted != value;
      fresh.add(redacted);
    }
    return changed ? fresh : array;
  }
}
