package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.http.Json;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages and tools in OpenAI's form. */
final class MessageJson {

  private MessageJson() {}

  static ArrayNode messages(List<ChatMessage> messages) {
    ArrayNode array = Json.array();
    messages.forEach(message -> array.add(message(message)));
    return array;
  }

  static ObjectNode message(ChatMessage message) {
    ObjectNode node =
        Json.object().put("role", message.role().wireName()).put("content", message.content());
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      for (ToolCall call : message.toolCalls()) {
        ObjectNode one = calls.addObject().put("id", call.id()).put("type", "function");
        one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    return node;
  }

  static ArrayNode tools(List<ToolSpec> tools) {
    ArrayNode array = Json.array();
    for (ToolSpec tool : tools) {
      ObjectNode one = array.addObject().put("type", "function");
      one.putObject("function")
          .put("name", tool.name())
          .put("description", tool.description())
          .set("parameters", read(tool.parameters()));
    }
    return array;
  }

  /** JSON text as JSON; what is none, as a text. */
  static JsonNode read(String text) {
    try {
      return text.isBlank() ? Json.object() : Json.read(text);
    } catch (JacksonException noJson) {
      // A model may have written arguments that are no JSON; they are kept as they are.
      return Json.array().add(text).get(0);
    }
  }
}
