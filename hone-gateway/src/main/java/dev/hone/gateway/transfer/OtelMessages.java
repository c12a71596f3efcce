package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads messages as the semantic conventions have written them: in parts, or as OpenAI does. */
final class OtelMessages {

  private OtelMessages() {}

  /** One message; several if it holds the results of several tools. */
  static List<ChatMessage> of(JsonNode message) {
    Role role = Role.ofWireName(message.path("role").asString(""));
    JsonNode parts = OtelValues.json(message.path("parts"));
    JsonNode content = OtelValues.json(message.path("content"));
    if (!parts.isArray()) {
      boolean inParts = content.isArray() && !content.isEmpty() && content.get(0).has("type");
      parts = inParts ? content : Json.array();
    }
    List<ToolCall> calls = new ArrayList<>();
    List<ChatMessage> results = new ArrayList<>();
    for (JsonNode part : parts) {
      switch (part.path("type").asString("")) {
        case "tool_call" -> calls.add(call(part));
        case "tool_call_response" ->
            results.add(
                ChatMessage.tool(
                    part.path("id").asString(""),
                    plain(part.has("response") ? part.path("response") : part.path("result"))));
        default -> {
          // Texts are read below.
        }
      }
    }
    if (!results.isEmpty()) {
      return results;
    }
    OtelValues.json(message.path("tool_calls")).forEach(call -> calls.add(call(call)));
    String text = parts.isEmpty() ? plain(message.path("content")) : text(parts);
    return switch (role) {
      case ASSISTANT -> List.of(ChatMessage.assistant(text, calls));
      case TOOL -> {
        String id = Fields.text(message, "tool_call_id", "id");
        yield List.of(ChatMessage.tool(id == null ? "" : id, text));
      }
      case SYSTEM -> List.of(ChatMessage.system(text));
      case USER -> List.of(ChatMessage.user(text));
    };
  }

  private static ToolCall call(JsonNode call) {
    JsonNode function = call.path("function").isObject() ? call.path("function") : call;
    JsonNode arguments = function.path("arguments");
    return new ToolCall(
        call.path("id").asString(""),
        function.path("name").asString(""),
        arguments.isMissingNode() || arguments.isNull() ? "{}" : plain(arguments));
  }

  /** The texts of parts; what is neither text nor call nor reasoning, as its JSON. */
  static String text(JsonNode parts) {
    if (!parts.isArray()) {
      return plain(parts);
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : parts) {
      switch (part.path("type").asString("")) {
        case "text" ->
            text.append(plain(part.has("content") ? part.path("content") : part.path("text")));
        case "tool_call", "reasoning", "thinking" -> {
          // Calls are read on their own; what was thought was not said.
        }
        default -> text.append(plain(part));
      }
    }
    return text.toString();
  }

  private static String plain(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.stringValue() : Json.text(value);
  }
}
