package dev.hone.app;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Conversations as OpenAI's clients write and read them. */
public final class ChatJson {

  private ChatJson() {}

  /** A request body with this prompt's messages and tools. */
  public static ObjectNode request(String model, String user, Prompt prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", model).put("user", user);
    ArrayNode messages = body.putArray("messages");
    prompt.messages().forEach(message -> messages.add(write(message)));
    if (!prompt.tools().isEmpty()) {
      body.set("tools", writeTools(prompt.tools()));
    }
    return body;
  }

  private static ObjectNode write(ChatMessage message) {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("role", message.role().wireName())
            .put("content", message.content());
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      for (ToolCall call : message.toolCalls()) {
        calls
            .addObject()
            .put("id", call.id())
            .put("type", "function")
            .putObject("function")
            .put("name", call.name())
            .put("arguments", call.arguments());
      }
    }
    return node;
  }

  /** The {@code tools} of a request. */
  public static ArrayNode writeTools(List<ToolSpec> tools) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (ToolSpec tool : tools) {
      ObjectNode function =
          list.addObject().put("type", "function").putObject("function").put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      function.set("parameters", Json.MAPPER.readTree(tool.parameters()));
    }
    return list;
  }

  /** The assistant's message of an answer that was not streamed. */
  public static ChatMessage read(JsonNode answer) {
    JsonNode message = answer.path("choices").path(0).path("message");
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      calls.add(
          new ToolCall(
              call.path("id").asString(""),
              function.path("name").asString(""),
              function.path("arguments").asString("")));
    }
    return ChatMessage.assistant(message.path("content").asString(""), calls);
  }
}
