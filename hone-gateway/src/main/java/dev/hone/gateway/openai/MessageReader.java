package dev.hone.gateway.openai;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads messages and tools. Strict for a model of our own; lenient for an upstream, which may
 * understand more than we do: there, what is not text is kept as its JSON.
 */
public final class MessageReader {

  /** As OpenAI's. */
  static final int MAX_TOOLS = 128;

  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private final boolean lenient;

  private MessageReader(boolean lenient) {
    this.lenient = lenient;
  }

  static MessageReader strict() {
    return new MessageReader(false);
  }

  public static MessageReader lenient() {
    return new MessageReader(true);
  }

  /** The conversation and the tools of a request body. */
  public Prompt prompt(ObjectNode body) {
    Fields fields = Fields.of(body);
    return new Prompt(messages(fields), tools(fields));
  }

  private List<ChatMessage> messages(Fields fields) {
    JsonNode array = fields.node("messages");
    if (array == null) {
      throw Fields.missing("messages");
    }
    if (!array.isArray()) {
      throw Fields.wrong("messages", "an array", array);
    }
    if (array.isEmpty()) {
      throw GatewayException.badRequest("messages", "'messages' is empty; send at least one.");
    }
    List<ChatMessage> messages = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String path = "messages[" + i + "]";
      messages.add(message(Fields.of(array.get(i), path)));
    }
    return messages;
  }

  private ChatMessage message(Fields fields) {
    Role role = role(fields);
    List<ToolCall> calls = role == Role.ASSISTANT ? toolCalls(fields) : List.of();
    String content = content(fields, role, calls);
    String callId = fields.text("tool_call_id");
    if (role == Role.TOOL && callId == null) {
      // The older form of a tool's result names the function instead of the call.
      callId = fields.text("name");
      if (callId == null) {
        if (!lenient) {
          throw Fields.missing(fields.path("tool_call_id"));
        }
        callId = "";
      }
    }
    return new ChatMessage(role, content, calls, role == Role.TOOL ? callId : null);
  }

  private Role role(Fields fields) {
    String name = fields.requiredText("role");
    try {
      return Role.ofWireName(name);
    } catch (IllegalArgumentException e) {
      if (lenient) {
        return Role.USER;
      }
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST,
          "'" + fields.path("role") + "': " + e.getMessage() + ".",
          fields.path("role"),
          e);
    }
  }

  private String content(Fields fields, Role role, List<ToolCall> calls) {
    JsonNode node = fields.node("content");
    String path = fields.path("content");
    if (node == null) {
      String refusal = fields.text("refusal");
      if (refusal != null) {
        return refusal;
      }
      if (lenient || (role == Role.ASSISTANT && !calls.isEmpty())) {
        return "";
      }
      throw Fields.missing(path);
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (!node.isArray()) {
      if (lenient) {
        return Json.text(node);
      }
      throw Fields.wrong(path, "a string or an array of parts", node);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < node.size(); i++) {
      part(node.get(i), path + "[" + i + "]", text);
    }
    return text.toString();
  }

  private void part(JsonNode part, String path, StringBuilder text) {
    if (lenient && !(part.isObject() && part.path("text").isString())) {
      text.append(Json.text(part));
      return;
    }
    Fields fields = Fields.of(part, path);
    String type = fields.requiredText("type");
    switch (type) {
      case "text" -> text.append(fields.requiredText("text"));
      case "refusal" -> text.append(fields.requiredText("refusal"));
      default -> {
        if (!lenient) {
          throw new GatewayException(
              GatewayException.Code.UNSUPPORTED,
              "'" + path + "' is of type '" + type + "'; this model reads text only.",
              path + ".type",
              null);
        }
        text.append(Json.text(part));
      }
    }
  }

  private List<ToolCall> toolCalls(Fields fields) {
    JsonNode array = fields.node("tool_calls");
    if (array == null) {
      return List.of();
    }
    if (!array.isArray()) {
      throw Fields.wrong(fields.path("tool_calls"), "an array", array);
    }
    List<ToolCall> calls = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Fields call = Fields.of(array.get(i), fields.path("tool_calls[" + i + "]"));
      JsonNode function = call.node("function");
      if (function == null) {
        if (lenient) {
          calls.add(new ToolCall("", "", Json.text(array.get(i))));
          continue;
        }
        throw Fields.missing(call.path("function"));
      }
      Fields named = Fields.of(function, call.path("function"));
      String arguments = named.text("arguments");
      calls.add(
          new ToolCall(
              call.requiredText("id"),
              named.requiredText("name"),
              arguments == null ? "" : arguments));
    }
    return calls;
  }

  private List<ToolSpec> tools(Fields fields) {
    JsonNode array = fields.node("tools");
    if (array == null) {
      return List.of();
    }
    if (!array.isArray()) {
      throw Fields.wrong("tools", "an array", array);
    }
    if (array.size() > MAX_TOOLS && !lenient) {
      throw GatewayException.badRequest(
          "tools", "'tools' has " + array.size() + " entries; at most " + MAX_TOOLS + ".");
    }
    List<ToolSpec> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      ToolSpec tool = tool(Fields.of(array.get(i), "tools[" + i + "]"));
      if (tool == null) {
        continue;
      }
      if (!names.add(tool.name()) && !lenient) {
        throw GatewayException.badRequest(
            "tools[" + i + "].function.name", "The tool '" + tool.name() + "' is named twice.");
      }
      tools.add(tool);
    }
    return tools;
  }

  private @Nullable ToolSpec tool(Fields fields) {
    String type = fields.requiredText("type");
    JsonNode function = fields.node("function");
    if (!type.equals("function") || function == null) {
      if (lenient) {
        return null;
      }
      if (function == null && type.equals("function")) {
        throw Fields.missing(fields.path("function"));
      }
      throw new GatewayException(
          GatewayException.Code.UNSUPPORTED,
          "'" + fields.path("type") + "' is '" + type + "'; only 'function' tools are known.",
          fields.path("type"),
          null);
    }
    Fields named = Fields.of(function, fields.path("function"));
    JsonNode parameters = named.node("parameters");
    if (parameters != null && !parameters.isObject()) {
      throw Fields.wrong(named.path("parameters"), "a JSON Schema object", parameters);
    }
    String description = named.text("description");
    return new ToolSpec(
        named.requiredText("name"),
        description == null ? "" : description,
        parameters == null ? NO_PARAMETERS : Json.text(parameters));
  }
}
