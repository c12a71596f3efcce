package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /v1/chat/completions}. */
final class ChatBodyWriter {

  private static final Dialect HERE = Dialect.CHAT;

  private ChatBodyWriter() {}

  static WrittenRequest write(DialectRequest request) {
    ObjectNode body = Json.object().put("model", request.model());
    ArrayNode messages = body.putArray("messages");
    for (Message message : request.messages()) {
      message(message, messages.addObject());
    }
    tools(request, body);
    Knobs knobs = request.knobs();
    Written.number(body, "temperature", knobs.temperature());
    Written.number(body, "top_p", knobs.topP());
    Written.whole(body, "top_k", knobs.topK());
    Written.whole(body, "seed", knobs.seed());
    Written.number(body, "presence_penalty", knobs.presencePenalty());
    Written.number(body, "frequency_penalty", knobs.frequencyPenalty());
    Written.whole(body, "max_completion_tokens", knobs.maxTokens());
    if (!knobs.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      knobs.stop().forEach(stop::add);
    }
    shape(request.shape(), body);
    String effort = Efforts.word(request.reasoning());
    if (effort != null) {
      body.put("reasoning_effort", effort);
    }
    if (request.stream()) {
      body.put("stream", true);
      if (request.includeUsage() || request.dialect() != HERE) {
        body.putObject("stream_options").put("include_usage", true);
      }
    }
    if (request.user() != null) {
      body.put("user", request.user());
    }
    if (!request.metadata().isEmpty()) {
      body.set("metadata", request.metadata());
    }
    List<String> dropped = List.of();
    if (request.dialect() == HERE) {
      body.setAll(request.extra());
    } else {
      dropped = Untranslatable.dropped(request, HERE);
    }
    return new WrittenRequest(body, dropped);
  }

  private static void message(Message message, ObjectNode out) {
    out.put("role", message.role().wireName());
    List<Part> content = new ArrayList<>();
    List<Part.Reasoning> thoughts = new ArrayList<>();
    List<ObjectNode> calls = new ArrayList<>();
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Text any -> content.add(part);
        case Part.Refusal any -> content.add(part);
        case Part.Image any -> content.add(part);
        case Part.Reasoning thought -> thoughts.add(thought);
        case Part.Call call -> calls.add(call(call));
        case Part.Result(String id, List<Part> parts, boolean error) -> {
          out.put("tool_call_id", id);
          content.addAll(error ? Written.failed(parts) : parts);
        }
        case Part.Other other -> {
          JsonNode json = Written.same(other, HERE);
          if (json.has("id") && message.role() == Role.ASSISTANT) {
            calls.add((ObjectNode) json);
          } else {
            content.add(part);
          }
        }
      }
    }
    ChatReasoning.write(thoughts, out);
    content(message.role(), content, !calls.isEmpty() || !thoughts.isEmpty(), out);
    if (!calls.isEmpty()) {
      ArrayNode array = out.putArray("tool_calls");
      calls.forEach(array::add);
    }
  }

  private static void content(Role role, List<Part> content, boolean more, ObjectNode out) {
    if (content.isEmpty()) {
      if (more && role == Role.ASSISTANT) {
        out.putNull("content");
      } else {
        out.put("content", "");
      }
      return;
    }
    if (content.size() == 1 && content.getFirst() instanceof Part.Text(String text)) {
      out.put("content", text);
      return;
    }
    ArrayNode array = out.putArray("content");
    for (Part part : content) {
      switch (part) {
        case Part.Text(String text) -> array.addObject().put("type", "text").put("text", text);
        case Part.Refusal(String text) ->
            array.addObject().put("type", "refusal").put("refusal", text);
        case Part.Image image -> {
          ObjectNode one = array.addObject().put("type", "image_url").putObject("image_url");
          one.put("url", image.url());
          if (image.detail() != null) {
            one.put("detail", image.detail());
          }
        }
        case Part.Other other -> array.add(Written.same(other, HERE));
        case Part.Reasoning any -> throw Written.misplaced("reasoning");
        case Part.Call any -> throw Written.misplaced("a call");
        case Part.Result any -> throw Written.misplaced("a result");
      }
    }
  }

  static ObjectNode call(Part.Call call) {
    ObjectNode out = Json.object().put("id", call.id()).put("type", "function");
    out.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    return out;
  }

  private static void tools(DialectRequest request, ObjectNode body) {
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (DialectTool tool : request.tools()) {
        switch (tool) {
          case DialectTool.Function function -> {
            ObjectNode one = tools.addObject().put("type", "function").putObject("function");
            one.put("name", function.name());
            Written.function(function, "parameters", one);
          }
          case DialectTool.Other other -> tools.add(Written.same(other, HERE));
        }
      }
    }
    ToolChoice choice = request.choice();
    if (choice instanceof ToolChoice.Named(String name)) {
      ObjectNode named = body.putObject("tool_choice").put("type", "function");
      named.putObject("function").put("name", name);
    } else if (choice != null) {
      body.put("tool_choice", Bodies.openAiChoice(choice));
    }
    if (request.parallelCalls() != null && !request.tools().isEmpty()) {
      body.put("parallel_tool_calls", request.parallelCalls());
    }
  }

  private static void shape(@org.jspecify.annotations.Nullable AnswerShape shape, ObjectNode body) {
    if (shape == null) {
      return;
    }
    ObjectNode format = body.putObject("response_format");
    switch (shape) {
      case AnswerShape.AnyJson any -> format.put("type", "json_object");
      case AnswerShape.Schema schema -> {
        format.put("type", "json_schema");
        Written.schema(schema, format.putObject("json_schema"));
      }
    }
  }
}
