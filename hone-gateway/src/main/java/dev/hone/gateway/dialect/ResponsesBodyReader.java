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

/** Reads the body of {@code POST /v1/responses}. */
final class ResponsesBodyReader {

  private static final Set<String> KNOWN =
      Set.of(
          "model",
          "input",
          "instructions",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "temperature",
          "top_p",
          "max_output_tokens",
          "text",
          "reasoning",
          "stream",
          "user",
          "safety_identifier",
          "metadata",
          "previous_response_id");

  private ResponsesBodyReader() {}

  static DialectRequest read(ObjectNode body) {
    Fields fields = Fields.of(body);
    ObjectNode extra = Trees.others(body, KNOWN);
    List<Message> messages = new ArrayList<>();
    String instructions = fields.text("instructions");
    if (instructions != null && !instructions.isEmpty()) {
      messages.add(new Message(Role.SYSTEM, List.of(new Part.Text(instructions))));
    }
    input(fields, messages);
    return new DialectRequest(
        fields.requiredText("model"),
        instructions != null && !instructions.isEmpty(),
        messages,
        tools(fields),
        choice(fields, extra),
        Bodies.flag(fields, "parallel_tool_calls"),
        new Knobs(
            fields.number("temperature", 0, 2),
            fields.number("top_p", 0, 1),
            null,
            null,
            null,
            null,
            fields.whole("max_output_tokens", 1, Integer.MAX_VALUE),
            List.of()),
        shape(fields, extra),
        reasoning(fields),
        fields.flag("stream"),
        true,
        Bodies.user(fields),
        Bodies.metadata(fields),
        fields.text("previous_response_id"),
        Dialect.RESPONSES,
        extra);
  }

  private static void input(Fields fields, List<Message> messages) {
    JsonNode input = fields.node("input");
    if (input == null) {
      throw Fields.missing("input");
    }
    if (input.isString()) {
      messages.add(new Message(Role.USER, List.of(new Part.Text(input.stringValue()))));
      return;
    }
    List<Part> answer = new ArrayList<>();
    for (Fields item : Bodies.required(fields, "input")) {
      String type = item.text("type");
      switch (type == null ? "message" : type) {
        case "message" -> {
          Role role = Bodies.role(item);
          if (role == Role.ASSISTANT) {
            answer.addAll(content(item, "content"));
          } else {
            flush(answer, messages);
            messages.add(new Message(role, content(item, "content")));
          }
        }
        case "function_call" ->
            answer.add(
                new Part.Call(
                    item.requiredText("call_id"),
                    item.requiredText("name"),
                    item.requiredText("arguments")));
        case "reasoning" -> {
          Part.Reasoning thought = ResponsesAnswerReader.thought(item.json());
          if (thought != null) {
            answer.add(thought);
          }
        }
        case "function_call_output" -> {
          flush(answer, messages);
          Part result =
              new Part.Result(item.requiredText("call_id"), content(item, "output"), false);
          messages.add(new Message(Role.TOOL, List.of(result)));
        }
        default -> answer.add(new Part.Other(Dialect.RESPONSES, item.json()));
      }
    }
    flush(answer, messages);
  }

  /** Items of one answer stand one behind another; together they are one message. */
  private static void flush(List<Part> answer, List<Message> messages) {
    if (!answer.isEmpty()) {
      messages.add(new Message(Role.ASSISTANT, answer));
      answer.clear();
    }
  }

  private static List<Part> content(Fields item, String name) {
    JsonNode node = item.node(name);
    if (node == null) {
      throw Fields.missing(item.path(name));
    }
    List<Part> parts = new ArrayList<>();
    if (node.isString()) {
      if (!node.stringValue().isEmpty()) {
        parts.add(new Part.Text(node.stringValue()));
      }
      return parts;
    }
    for (Fields part : Bodies.optional(item, name)) {
      switch (part.requiredText("type")) {
        case "input_text", "output_text", "text" ->
            parts.add(new Part.Text(part.requiredText("text")));
        case "refusal" -> parts.add(new Part.Refusal(part.requiredText("refusal")));
        case "input_image" -> {
          String url = part.text("image_url");
          parts.add(
              url == null
                  ? new Part.Other(Dialect.RESPONSES, part.json())
                  : new Part.Image(url, part.text("detail")));
        }
        default -> parts.add(new Part.Other(Dialect.RESPONSES, part.json()));
      }
    }
    return parts;
  }

  private static List<DialectTool> tools(Fields fields) {
    List<DialectTool> tools = new ArrayList<>();
    for (Fields tool : Bodies.optional(fields, "tools")) {
      if (!tool.requiredText("type").equals("function")) {
        tools.add(new DialectTool.Other(Dialect.RESPONSES, tool.json()));
        continue;
      }
      tools.add(
          new DialectTool.Function(
              tool.requiredText("name"),
              tool.text("description"),
              Bodies.schema(tool, "parameters"),
              Bodies.flag(tool, "strict")));
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
    Fields choice = Bodies.object(fields, "tool_choice");
    if (choice.requiredText("type").equals("function")) {
      return new ToolChoice.Named(choice.requiredText("name"));
    }
    extra.set("tool_choice", node);
    return null;
  }

  private static @Nullable AnswerShape shape(Fields fields, ObjectNode extra) {
    if (fields.node("text") == null) {
      return null;
    }
    Fields text = Bodies.object(fields, "text");
    if (text.node("verbosity") != null) {
      extra.putObject("text").set("verbosity", text.node("verbosity"));
    }
    if (text.node("format") == null) {
      return null;
    }
    Fields format = Bodies.object(text, "format");
    String type = format.requiredText("type");
    return switch (type) {
      case "text" -> null;
      case "json_object" -> new AnswerShape.AnyJson();
      case "json_schema" -> {
        JsonNode schema = Bodies.schema(format, "schema");
        yield new AnswerShape.Schema(
            format.requiredText("name"),
            schema == null ? Json.object() : schema,
            Bodies.flag(format, "strict"));
      }
      default ->
          throw GatewayException.badRequest(
              "text.format.type",
              "'text.format.type' is '" + type + "'; use text, json_object or json_schema.");
    };
  }

  private static DialectRequest.@Nullable Reasoning reasoning(Fields fields) {
    if (fields.node("reasoning") == null) {
      return null;
    }
    String effort = Bodies.object(fields, "reasoning").text("effort");
    return effort == null ? null : new DialectRequest.Reasoning(effort, null);
  }
}
