package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.dialect.DialectRequest.Knobs;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the body of {@code POST /v1/responses}. */
final class ResponsesBodyWriter {

  private static final Dialect HERE = Dialect.RESPONSES;

  /** Types that stand inside a message; all other unknown ones are items of their own. */
  private static final Set<String> INSIDE =
      Set.of("input_file", "input_audio", "input_video", "input_image");

  private final ArrayNode input = Json.array();
  private int items;

  private ResponsesBodyWriter() {}

  static WrittenRequest write(DialectRequest request) {
    if (request.previousResponse() != null && request.dialect() != HERE) {
      throw new IllegalArgumentException("only Responses go on from a response");
    }
    ObjectNode body = Json.object().put("model", request.model());
    List<Message> messages = request.messages();
    int from = 0;
    if (!messages.isEmpty()
        && messages.getFirst().role() == Role.SYSTEM
        && messages.getFirst().parts().size() == 1
        && messages.getFirst().parts().getFirst() instanceof Part.Text(String text)) {
      body.put("instructions", text);
      from = 1;
    }
    ResponsesBodyWriter writer = new ResponsesBodyWriter();
    messages.subList(from, messages.size()).forEach(writer::message);
    body.set("input", writer.input);
    if (request.previousResponse() != null) {
      body.put("previous_response_id", request.previousResponse());
    }
    tools(request, body);
    Knobs knobs = request.knobs();
    Written.number(body, "temperature", knobs.temperature());
    Written.number(body, "top_p", knobs.topP());
    Written.whole(body, "max_output_tokens", knobs.maxTokens());
    if (!knobs.stop().isEmpty()) {
      throw Untranslatable.refusal("stop", "A stop text", HERE);
    }
    List<String> dropped = new ArrayList<>();
    Dropped.sampling(request, false, dropped);
    shape(request, body);
    String effort = Efforts.word(request.reasoning());
    if (effort != null) {
      body.putObject("reasoning").put("effort", effort);
    }
    if (request.stream()) {
      body.put("stream", true);
    }
    if (request.user() != null) {
      body.put("user", request.user());
    }
    if (!request.metadata().isEmpty()) {
      body.set("metadata", request.metadata());
    }
    if (request.dialect() == HERE) {
      extra(request.extra(), body);
    } else {
      dropped.addAll(Untranslatable.dropped(request, HERE));
      // The conversation is sent whole each time; the upstream need not keep it.
      body.put("store", false);
      if (effort != null && !effort.equals(Efforts.NONE)) {
        // What is not kept there comes back signed, so that the caller can hand it in again.
        body.putArray("include").add("reasoning.encrypted_content");
      }
    }
    return new WrittenRequest(body, dropped);
  }

  private static void extra(ObjectNode extra, ObjectNode body) {
    extra
        .properties()
        .forEach(
            field -> {
              JsonNode there = body.get(field.getKey());
              if (there instanceof ObjectNode object
                  && field.getValue() instanceof ObjectNode more) {
                object.setAll(more);
              } else {
                body.set(field.getKey(), field.getValue());
              }
            });
  }

  private void message(Message message) {
    switch (message.role()) {
      case SYSTEM, USER -> input.add(said(message.role(), message.parts(), "input_text"));
      case TOOL -> message.parts().forEach(this::result);
      case ASSISTANT -> answer(message.parts());
    }
  }

  private static ObjectNode said(Role role, List<Part> parts, String textType) {
    ObjectNode item = Json.object().put("type", "message").put("role", role.wireName());
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)) {
      return item.put("content", text);
    }
    item.set("content", content(parts, textType));
    return item;
  }

  private static ArrayNode content(List<Part> parts, String textType) {
    ArrayNode content = Json.array();
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> content.addObject().put("type", textType).put("text", text);
        case Part.Refusal(String text) ->
            content.addObject().put("type", "refusal").put("refusal", text);
        case Part.Image image -> {
          ObjectNode one = content.addObject().put("type", "input_image");
          one.put("image_url", image.url());
          one.put("detail", image.detail() == null ? "auto" : image.detail());
        }
        case Part.Other other -> content.add(Written.same(other, HERE));
        case Part.Reasoning any -> throw Written.misplaced("reasoning");
        case Part.Call any -> throw Written.misplaced("a call");
        case Part.Result any -> throw Written.misplaced("a result");
      }
    }
    return content;
  }

  /** Each kind of part is an item of its own; texts that follow each other are one message. */
  private void answer(List<Part> parts) {
    List<Part> texts = new ArrayList<>();
    for (Part part : parts) {
      switch (part) {
        case Part.Text any -> texts.add(part);
        case Part.Refusal any -> texts.add(part);
        case Part.Image any -> texts.add(part);
        case Part.Reasoning thought -> {
          flush(texts);
          input.add(ResponsesAnswerWriter.thought("rs_" + items++, thought));
        }
        case Part.Call(String id, String name, String arguments) -> {
          flush(texts);
          ObjectNode call = input.addObject().put("type", "function_call").put("call_id", id);
          call.put("name", name).put("arguments", arguments);
        }
        case Part.Other other -> {
          JsonNode json = Written.same(other, HERE);
          if (INSIDE.contains(Trees.text(json, "type"))) {
            texts.add(part);
          } else {
            flush(texts);
            input.add(json);
          }
        }
        case Part.Result any -> throw Written.misplaced("a result");
      }
    }
    flush(texts);
  }

  private void flush(List<Part> texts) {
    if (!texts.isEmpty()) {
      input.add(said(Role.ASSISTANT, texts, "output_text"));
      texts.clear();
    }
  }

  private void result(Part part) {
    if (!(part instanceof Part.Result(String id, List<Part> parts, boolean error))) {
      throw Written.misplaced("a part that is no result");
    }
    List<Part> content = error ? Written.failed(parts) : parts;
    ObjectNode item = input.addObject().put("type", "function_call_output").put("call_id", id);
    if (content.isEmpty()) {
      item.put("output", "");
    } else if (content.size() == 1 && content.getFirst() instanceof Part.Text(String text)) {
      item.put("output", text);
    } else {
      item.set("output", content(content, "input_text"));
    }
  }

  private static void tools(DialectRequest request, ObjectNode body) {
    if (!request.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      for (DialectTool tool : request.tools()) {
        switch (tool) {
          case DialectTool.Function function -> {
            ObjectNode one = tools.addObject().put("type", "function").put("name", function.name());
            Written.function(function, "parameters", one);
            if (function.strict() == null) {
              // Here unsaid means strict, in the other dialects it does not.
              one.put("strict", false);
            }
          }
          case DialectTool.Other other -> tools.add(Written.same(other, HERE));
        }
      }
    }
    ToolChoice choice = request.choice();
    if (choice instanceof ToolChoice.Named(String name)) {
      body.putObject("tool_choice").put("type", "function").put("name", name);
    } else if (choice != null) {
      body.put("tool_choice", Bodies.openAiChoice(choice));
    }
    if (request.parallelCalls() != null) {
      body.put("parallel_tool_calls", request.parallelCalls());
    }
  }

  private static void shape(DialectRequest request, ObjectNode body) {
    switch (request.shape()) {
      case null -> {}
      case AnswerShape.AnyJson any ->
          body.putObject("text").putObject("format").put("type", "json_object");
      case AnswerShape.Schema schema -> {
        ObjectNode format = body.putObject("text").putObject("format").put("type", "json_schema");
        Written.schema(schema, format);
      }
    }
  }
}
