package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of {@code POST /v1/chat/completions}. */
final class ChatBodyReader {

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "messages",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "temperature",
          "top_p",
          "top_k",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "response_format",
          "reasoning_effort",
          "stream",
          "stream_options",
          "user",
          "safety_identifier",
          "metadata");

  private ChatBodyReader() {}

  static DialectRequest read(ObjectNode body) {
    Fields fields = Fields.of(body);
    ObjectNode extra = Trees.others(body, KNOWN);
    List<Message> messages = new ArrayList<>();
    for (Fields message : Bodies.required(fields, "messages")) {
      messages.add(message(message));
    }
    JsonNode options = fields.node("stream_options");
    String effort = fields.text("reasoning_effort");
    return new DialectRequest(
        fields.requiredText("model"),
        false,
        messages,
        tools(fields),
        choice(fields, extra),
        Bodies.flag(fields, "parallel_tool_calls"),
        knobs(fields),
        shape(fields, extra),
        effort == null ? null : new DialectRequest.Reasoning(effort, null),
        fields.flag("stream"),
        options != null && Fields.of(options, "stream_options").flag("include_usage"),
        Bodies.user(fields),
        Bodies.metadata(fields),
        null,
        Dialect.CHAT,
        extra);
  }

  private static Message message(Fields fields) {
    Role role = Bodies.role(fields);
    List<Part> parts = new ArrayList<>();
    if (role == Role.TOOL) {
      String id = fields.text("tool_call_id");
      // The older form of a result names the function instead of the call.
      id = id == null ? fields.requiredText("name") : id;
      content(fields, parts);
      return new Message(role, List.of(new Part.Result(id, parts, false)));
    }
    if (role == Role.ASSISTANT) {
      reasoning(fields, parts);
    }
    content(fields, parts);
    if (role == Role.ASSISTANT) {
      String refusal = fields.text("refusal");
      if (refusal != null && !refusal.isEmpty()) {
        parts.add(new Part.Refusal(refusal));
      }
      for (Fields call : Bodies.optional(fields, "tool_calls")) {
        parts.add(call(call));
      }
    } else if (fields.node("content") == null) {
      throw Fields.missing(fields.path("content"));
    }
    return new Message(role, parts);
  }

  private static void reasoning(Fields fields, List<Part> parts) {
    JsonNode details = fields.node("reasoning_details");
    if (details != null && details.isArray() && !details.isEmpty()) {
      for (JsonNode one : details) {
        ChatReasoning.read(one, parts);
      }
      return;
    }
    String text = fields.text("reasoning_content");
    if (text == null) {
      JsonNode other = fields.node("reasoning");
      text = other != null && other.isString() ? other.stringValue() : null;
    }
    if (text != null && !text.isEmpty()) {
      parts.add(new Part.Reasoning(text, null));
    }
  }

  private static void content(Fields fields, List<Part> parts) {
    JsonNode content = fields.node("content");
    if (content == null) {
      return;
    }
    if (content.isString()) {
      if (!content.stringValue().isEmpty()) {
        parts.add(new Part.Text(content.stringValue()));
      }
      return;
    }
    for (Fields part : Bodies.optional(fields, "content")) {
      String type = part.requiredText("type");
      switch (type) {
        case "text" -> parts.add(new Part.Text(part.requiredText("text")));
        case "refusal" -> parts.add(new Part.Refusal(part.requiredText("refusal")));
        case "image_url" -> {
          Fields image = Bodies.object(part, "image_url");
          parts.add(new Part.Image(image.requiredText("url"), image.text("detail")));
        }
        default -> parts.add(new Part.Other(Dialect.CHAT, part.json()));
      }
    }
  }

  private static Part call(Fields fields) {
    if (fields.node("function") == null) {
      return new Part.Other(Dialect.CHAT, fields.json());
    }
    Fields function = Bodies.object(fields, "function");
    String arguments = function.text("arguments");
    return new Part.Call(
        fields.requiredText("id"),
        function.requiredText("name"),
        arguments == null ? "" : arguments);
  }

  private static List<DialectTool> tools(Fields fields) {
    List<DialectTool> tools = new ArrayList<>();
    for (Fields tool : Bodies.optional(fields, "tools")) {
      if (!tool.requiredText("type").equals("function")) {
        tools.add(new DialectTool.Other(Dialect.CHAT, tool.json()));
        continue;
      }
      Fields function = Bodies.object(tool, "function");
      tools.add(
          new DialectTool.Function(
              function.requiredText("name"),
              function.text("description"),
              Bodies.schema(function, "parameters"),
              Bodies.flag(function, "strict")));
    }
    return tools;
  }

  private static @Nullable ToolChoice choice(Fields fields, ObjectNode extra) {
    JsonNode node = fields.node("tool_choice");
    if (node == null) {
      return null;
    }
    if (node.isString()) {
      return Bodies.openAiChoice(node.stringValue());
    }
    if (node.path("type").asString("").equals("function")) {
      Fields function = Bodies.object(Bodies.object(fields, "tool_choice"), "function");
      return new ToolChoice.Named(function.requiredText("name"));
    }
    extra.set("tool_choice", node);
    return null;
  }

  private static Knobs knobs(Fields fields) {
    Long most = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
    return new Knobs(
        fields.number("temperature", 0, 2),
        fields.number("top_p", 0, 1),
        fields.whole("top_k", -1, Integer.MAX_VALUE),
        fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        fields.number("presence_penalty", -2, 2),
        fields.number("frequency_penalty", -2, 2),
        most != null ? most : fields.whole("max_tokens", 1, Integer.MAX_VALUE),
        Bodies.texts(fields, "stop"));
  }

  private static @Nullable AnswerShape shape(Fields fields, ObjectNode extra) {
    JsonNode node = fields.node("response_format");
    if (node == null) {
      return null;
    }
    Fields format = Bodies.object(fields, "response_format");
    switch (format.requiredText("type")) {
      case "text" -> {
        return null;
      }
      case "json_object" -> {
        return new AnswerShape.AnyJson();
      }
      case "json_schema" -> {
        Fields schema = Bodies.object(format, "json_schema");
        JsonNode tree = Bodies.schema(schema, "schema");
        return new AnswerShape.Schema(
            schema.requiredText("name"),
            tree == null ? Json.object() : tree,
            Bodies.flag(schema, "strict"));
      }
      default -> {
        extra.set("response_format", node);
        return null;
      }
    }
  }

  static GatewayException unknownChoice(String choice) {
    return GatewayException.badRequest(
        "tool_choice",
        "'tool_choice' is '" + choice + "'; use none, auto, required or name a function.");
  }
}
