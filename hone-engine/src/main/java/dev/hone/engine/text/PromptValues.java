package dev.hone.engine.text;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.engine.text.jinja.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation in the shape that chat templates expect: OpenAI's. Roles and field names are ours,
 * every other text is from outside.
 */
final class PromptValues {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PromptValues() {}

  static Value messages(List<ChatMessage> messages) {
    return new Value.Items(messages.stream().map(PromptValues::message).toList());
  }

  private static Value message(ChatMessage message) {
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("role", Value.own(message.role().wireName()));
    entries.put("content", Value.outside(message.content()));
    // Absent rather than empty: templates ask whether the key is there.
    if (!message.toolCalls().isEmpty()) {
      entries.put(
          "tool_calls",
          new Value.Items(message.toolCalls().stream().map(PromptValues::toolCall).toList()));
    }
    String callId = message.toolCallId();
    if (callId != null) {
      entries.put("tool_call_id", Value.outside(callId));
    }
    return new Value.Mapping(entries, false);
  }

  private static Value toolCall(ToolCall call) {
    Map<String, Value> function = new LinkedHashMap<>();
    function.put("name", Value.outside(call.name()));
    function.put("arguments", json(call.arguments()));
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("id", Value.outside(call.id()));
    entries.put("type", Value.own("function"));
    entries.put("function", new Value.Mapping(function, false));
    return new Value.Mapping(entries, false);
  }

  /** The tools, or none if there are none, as the Transformers library passes them. */
  static Value tools(List<ToolSpec> tools) {
    return tools.isEmpty()
        ? Value.nothing()
        : new Value.Items(tools.stream().map(PromptValues::tool).toList());
  }

  private static Value tool(ToolSpec tool) {
    Map<String, Value> function = new LinkedHashMap<>();
    function.put("name", Value.outside(tool.name()));
    function.put("description", Value.outside(tool.description()));
    function.put("parameters", json(tool.parameters()));
    Map<String, Value> entries = new LinkedHashMap<>();
    entries.put("type", Value.own("function"));
    entries.put("function", new Value.Mapping(function, false));
    return new Value.Mapping(entries, false);
  }

  /** JSON text as a value; text that is no JSON (a model's broken arguments) stays text. */
  private static Value json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node == null || node.isMissingNode() ? Value.outside(text) : value(node);
    } catch (JacksonException e) {
      return Value.outside(text);
    }
  }

  private static Value value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        node.properties().forEach(entry -> entries.put(entry.getKey(), value(entry.getValue())));
        yield new Value.Mapping(entries, true);
      }
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield new Value.Items(items);
      }
      case BOOLEAN -> Value.of(node.booleanValue());
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? Value.of(node.longValue())
              : new Value.Real(node.doubleValue());
      case NULL, MISSING -> Value.nothing();
      case STRING, BINARY, POJO -> Value.outside(node.asString());
    };
  }
}
