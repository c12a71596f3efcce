package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes one answer as Anthropic's Messages do: whole, or as a stream of content blocks. */
final class MessagesAnswerWriter implements AnswerWriter {

  private int index = -1;
  private String open = "";
  private long input;

  @Override
  public byte[] event(AnswerEvent event) {
    EventLines lines = new EventLines();
    switch (event) {
      case AnswerEvent.Start start -> {
        input = start.input();
        ObjectNode root = Json.object().put("type", "message_start");
        ObjectNode message = root.putObject("message");
        head(message, start.id(), start.model());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", usage(TokenCounts.of(start.input(), 0)));
        lines.named("message_start", root);
        lines.named("ping", Json.object().put("type", "ping"));
      }
      case AnswerEvent.TextDelta(String text, var logprobs) -> {
        begin(lines, "text", Json.object().put("type", "text").put("text", ""));
        delta(lines, Json.object().put("type", "text_delta").put("text", text));
      }
      case AnswerEvent.RefusalDelta(String text) -> {
        begin(lines, "text", Json.object().put("type", "text").put("text", ""));
        delta(lines, Json.object().put("type", "text_delta").put("text", text));
      }
      case AnswerEvent.ReasoningDelta(String text) -> {
        thinking(lines);
        delta(lines, Json.object().put("type", "thinking_delta").put("thinking", text));
      }
      case AnswerEvent.Signature(String signature) -> {
        if (open.equals("thinking")) {
          delta(lines, Json.object().put("type", "signature_delta").put("signature", signature));
        } else {
          stop(lines);
          start(
              lines,
              "redacted_thinking",
              Json.object().put("type", "redacted_thinking").put("data", signature));
        }
      }
      case AnswerEvent.CallBegin(String id, String name) -> {
        stop(lines);
        ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
        block.putObject("input");
        start(lines, "tool_use", block);
      }
      case AnswerEvent.Arguments(String fragment) ->
          delta(lines, Json.object().put("type", "input_json_delta").put("partial_json", fragment));
      case AnswerEvent.PartEnd any -> stop(lines);
      case AnswerEvent.Finish finish -> finish(lines, finish);
      case AnswerEvent.Failure(String type, String message) -> {
        String kind = type.endsWith("_error") ? type : "api_error";
        lines.named("error", MessagesErrors.tree(kind, message, ""));
      }
    }
    return lines.bytes();
  }

  private void thinking(EventLines lines) {
    begin(
        lines,
        "thinking",
        Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
  }

  private void begin(EventLines lines, String kind, ObjectNode block) {
    if (!open.equals(kind)) {
      stop(lines);
      start(lines, kind, block);
    }
  }

  private void start(EventLines lines, String kind, ObjectNode block) {
    open = kind;
    ObjectNode root = Json.object().put("type", "content_block_start").put("index", ++index);
    root.set("content_block", block);
    lines.named("content_block_start", root);
  }

  private void delta(EventLines lines, ObjectNode delta) {
    ObjectNode root = Json.object().put("type", "content_block_delta").put("index", index);
    root.set("delta", delta);
    lines.named("content_block_delta", root);
  }

  private void stop(EventLines lines) {
    if (!open.isEmpty()) {
      open = "";
      lines.named(
          "content_block_stop",
          Json.object().put("type", "content_block_stop").put("index", index));
    }
  }

  private void finish(EventLines lines, AnswerEvent.Finish finish) {
    stop(lines);
    ObjectNode root = Json.object().put("type", "message_delta");
    root.putObject("delta")
        .put("stop_reason", reason(finish.reason()))
        .put("stop_sequence", finish.stopText());
    TokenCounts counts = finish.usage();
    root.set("usage", usage(counts == null ? TokenCounts.of(input, 0) : counts));
    lines.named("message_delta", root);
    lines.named("message_stop", Json.object().put("type", "message_stop"));
  }

  @Override
  public byte[] failure(GatewayException failure, String requestId) {
    return new EventLines()
        .named("error", Json.read(MessagesErrors.body(failure, requestId)))
        .bytes();
  }

  @Override
  public byte[] whole(Answer answer) {
    ObjectNode root = Json.object();
    head(root, answer.id(), answer.model());
    ArrayNode content = root.putArray("content");
    for (Part part : answer.parts()) {
      switch (part) {
        case Part.Text(String text) -> content.addObject().put("type", "text").put("text", text);
        case Part.Refusal(String text) -> content.addObject().put("type", "text").put("text", text);
        case Part.Reasoning thought -> thought(thought, content.addObject());
        case Part.Call(String id, String name, String arguments) -> {
          ObjectNode use =
              content.addObject().put("type", "tool_use").put("id", id).put("name", name);
          use.set("input", input(arguments));
        }
        case Part.Image any -> {}
        case Part.Result any -> {}
        case Part.Other any -> {}
      }
    }
    root.put("stop_reason", reason(answer.reason())).put("stop_sequence", answer.stopText());
    TokenCounts counts = answer.usage();
    root.set("usage", usage(counts == null ? TokenCounts.of(0, 0) : counts));
    return Json.bytes(root);
  }

  /** Arguments as an object. What a model wrote wrongly is kept as text under one name. */
  private static JsonNode input(String arguments) {
    if (arguments.isBlank()) {
      return Json.object();
    }
    try {
      JsonNode tree = Json.read(arguments);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      // The answer is the model's own; the caller gets to see what it wrote.
      return Json.object().put("invalid_json", arguments);
    }
    return Json.object().put("invalid_json", arguments);
  }

  static void thought(Part.Reasoning thought, ObjectNode out) {
    @Nullable String signature = thought.signature();
    if (thought.text().isEmpty() && signature != null) {
      out.put("type", "redacted_thinking").put("data", signature);
    } else {
      out.put("type", "thinking").put("thinking", thought.text());
      out.put("signature", signature == null ? "" : signature);
    }
  }

  private static void head(ObjectNode root, String id, String model) {
    root.put("id", id).put("type", "message").put("role", "assistant").put("model", model);
  }

  private static String reason(EndReason reason) {
    return switch (reason) {
      case STOP -> "end_turn";
      case STOP_TEXT -> "stop_sequence";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case FILTERED -> "refusal";
      case PAUSED -> "pause_turn";
    };
  }

  private static ObjectNode usage(TokenCounts counts) {
    return Json.object()
        .put("input_tokens", counts.input() - counts.cacheRead() - counts.cacheWritten())
        .put("cache_creation_input_tokens", counts.cacheWritten())
        .put("cache_read_input_tokens", counts.cacheRead())
        .put("output_tokens", counts.output());
  }
}
