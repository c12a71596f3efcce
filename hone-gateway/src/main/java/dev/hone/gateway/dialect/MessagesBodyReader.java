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

/** Reads the bodies of {@code POST /v1/messages} and {@code /v1/messages/count_tokens}. */
final class MessagesBodyReader {

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "system",
          "messages",
          "tools",
          "tool_choice",
          "temperature",
          "top_p",
          "top_k",
          "max_tokens",
          "stop_sequences",
          "stream",
          "metadata",
          "thinking",
          "output_config");

  private MessagesBodyReader() {}

  /**
   * Reads it.
   *
   * @param countOnly whether tokens are only to be counted; then no limit need be named
   */
  static DialectRequest read(ObjectNode body, boolean countOnly) {
    Fields fields = Fields.of(body);
    ObjectNode extra = Trees.others(body, KNOWN);
    List<Message> messages = new ArrayList<>();
    system(fields, messages);
    for (Fields message : Bodies.required(fields, "messages")) {
      message(message, messages);
    }
    Long most = fields.whole("max_tokens", 1, Integer.MAX_VALUE);
    if (most == null && !countOnly) {
      throw Fields.missing("max_tokens");
    }
    ObjectNode metadata = Bodies.metadata(fields);
    String user = Trees.textOrNull(metadata, "user_id");
    metadata.remove("user_id");
    return new DialectRequest(
        fields.requiredText("model"),
        false,
        messages,
        tools(fields),
        choice(fields),
        parallel(fields),
        new Knobs(
            fields.number("temperature", 0, 1),
            fields.number("top_p", 0, 1),
            fields.whole("top_k", 0, Integer.MAX_VALUE),
            null,
            null,
            null,
            most,
            Bodies.texts(fields, "stop_sequences")),
        shape(fields, extra),
        reasoning(fields),
        fields.flag("stream"),
        true,
        user,
        metadata,
        null,
        Dialect.MESSAGES,
        extra);
  }

  private static void system(Fields fields, List<Message> messages) {
    JsonNode system = fields.node("system");
    if (system == null) {
      return;
    }
    if (system.isString()) {
      if (!system.stringValue().isEmpty()) {
        messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(system.stringValue()))));
      }
      return;
    }
    List<Part> parts = new ArrayList<>();
    for (Fields block : Bodies.optional(fields, "system")) {
      parts.add(new Part.Text(block.requiredText("text")));
    }
    if (!parts.isEmpty()) {
      messages.add(new Message(Role.SYSTEM, parts));
    }
  }

  /** Tool results become messages of their own, in the place where they stand. */
  private static void message(Fields fields, List<Message> messages) {
    Role role = Bodies.role(fields);
    if (role == Role.TOOL) {
      throw GatewayException.badRequest(
          fields.path("role"),
          "'"
              + fields.path("role")
              + "' is 'tool'; send results as 'tool_result' blocks of the"
              + " user.");
    }
    JsonNode content = fields.node("content");
    if (content == null) {
      throw Fields.missing(fields.path("content"));
    }
    if (content.isString()) {
      messages.add(new Message(role, List.of(new Part.Text(content.stringValue()))));
      return;
    }
    List<Part> parts = new ArrayList<>();
    boolean results = false;
    for (Fields block : Bodies.optional(fields, "content")) {
      Part part = block(block);
      if (part instanceof Part.Result) {
        results = true;
        if (!parts.isEmpty()) {
          messages.add(new Message(role, parts));
          parts = new ArrayList<>();
        }
        messages.add(new Message(Role.TOOL, List.of(part)));
      } else {
        parts.add(part);
      }
    }
    if (!parts.isEmpty() || !results) {
      messages.add(new Message(role, parts));
    }
  }

  private static Part block(Fields block) {
    return switch (block.requiredText("type")) {
      case "text" -> new Part.Text(block.requiredText("text"));
      case "image" -> image(block);
      case "thinking" ->
          new Part.Reasoning(
              block.requiredText("thinking"), Trees.textOrNull(block.json(), "signature"));
      case "redacted_thinking" -> new Part.Reasoning("", block.requiredText("data"));
      case "tool_use" ->
          new Part.Call(
              block.requiredText("id"),
              block.requiredText("name"),
              Json.text(Bodies.object(block, "input").json()));
      case "tool_result" -> result(block);
      default -> new Part.Other(Dialect.MESSAGES, block.json());
    };
  }

  private static Part image(Fields block) {
    Fields source = Bodies.object(block, "source");
    return switch (source.requiredText("type")) {
      case "base64" ->
          new Part.Image(
              "data:"
                  + source.requiredText("media_type")
                  + ";base64,"
                  + source.requiredText("data"),
              null);
      case "url" -> new Part.Image(source.requiredText("url"), null);
      default -> new Part.Other(Dialect.MESSAGES, block.json());
    };
  }

  private static Part result(Fields block) {
    List<Part> content = new ArrayList<>();
    JsonNode node = block.node("content");
    if (node != null && node.isString()) {
      if (!node.stringValue().isEmpty()) {
        content.add(new Part.Text(node.stringValue()));
      }
    } else {
      for (Fields part : Bodies.optional(block, "content")) {
        content.add(block(part));
      }
    }
    return new Part.Result(block.requiredText("tool_use_id"), content, block.flag("is_error"));
  }

  private static List<DialectTool> tools(Fields fields) {
    List<DialectTool> tools = new ArrayList<>();
    for (Fields tool : Bodies.optional(fields, "tools")) {
      String type = tool.text("type");
      if (type != null && !type.equals("custom")) {
        tools.add(new DialectTool.Other(Dialect.MESSAGES, tool.json()));
        continue;
      }
      tools.add(
          new DialectTool.Function(
              tool.requiredText("name"),
              tool.text("description"),
              Bodies.schema(tool, "input_schema"),
              Bodies.flag(tool, "strict")));
    }
    return tools;
  }

  private static @Nullable ToolChoice choice(Fields fields) {
    if (fields.node("tool_choice") == null) {
      return null;
    }
    Fields choice = Bodies.object(fields, "tool_choice");
    String type = choice.requiredText("type");
    return switch (type) {
      case "auto" -> new ToolChoice.Auto();
      case "any" -> new ToolChoice.Required();
      case "none" -> new ToolChoice.None();
      case "tool" -> new ToolChoice.Named(choice.requiredText("name"));
      default ->
          throw GatewayException.badRequest(
              "tool_choice.type",
              "'tool_choice.type' is '" + type + "'; use auto, any, tool or none.");
    };
  }

  private static @Nullable Boolean parallel(Fields fields) {
    if (fields.node("tool_choice") == null) {
      return null;
    }
    Boolean disabled =
        Bodies.flag(Bodies.object(fields, "tool_choice"), "disable_parallel_tool_use");
    return disabled == null ? null : !disabled;
  }

  private static @Nullable AnswerShape shape(Fields fields, ObjectNode extra) {
    if (fields.node("output_config") == null) {
      return null;
    }
    Fields config = Bodies.object(fields, "output_config");
    if (config.node("format") == null) {
      return null;
    }
    Fields format = Bodies.object(config, "format");
    if (!format.requiredText("type").equals("json_schema")) {
      extra.set("response_format", format.json());
      return null;
    }
    JsonNode schema = Bodies.schema(format, "schema");
    return new AnswerShape.Schema("answer", schema == null ? Json.object() : schema, null);
  }

  private static DialectRequest.@Nullable Reasoning reasoning(Fields fields) {
    String effort = null;
    if (fields.node("output_config") != null) {
      effort = Bodies.object(fields, "output_config").text("effort");
    }
    if (fields.node("thinking") == null) {
      return effort == null ? null : new DialectRequest.Reasoning(effort, null);
    }
    Fields thinking = Bodies.object(fields, "thinking");
    return switch (thinking.requiredText("type")) {
      case "disabled" -> new DialectRequest.Reasoning(Efforts.NONE, null);
      case "enabled" ->
          new DialectRequest.Reasoning(
              effort, thinking.whole("budget_tokens", 0, Integer.MAX_VALUE));
      default -> new DialectRequest.Reasoning(effort, null);
    };
  }
}
