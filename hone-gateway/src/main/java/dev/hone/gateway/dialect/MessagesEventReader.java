package dev.hone.gateway.dialect;

import dev.hone.gateway.dialect.AnswerEvent.Arguments;
import dev.hone.gateway.dialect.AnswerEvent.CallBegin;
import dev.hone.gateway.dialect.AnswerEvent.Failure;
import dev.hone.gateway.dialect.AnswerEvent.Finish;
import dev.hone.gateway.dialect.AnswerEvent.ReasoningDelta;
import dev.hone.gateway.dialect.AnswerEvent.Signature;
import dev.hone.gateway.dialect.AnswerEvent.Start;
import dev.hone.gateway.dialect.AnswerEvent.TextDelta;
import dev.hone.gateway.http.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the stream of a message. Unknown events and blocks pass by, as Anthropic asks. */
final class MessagesEventReader implements EventReader {

  private final Consumer<AnswerEvent> out;
  private final PartSequencer parts;

  /** Arguments that a call began with, in case no fragments follow. */
  private final Map<String, JsonNode> inputs = new HashMap<>();

  private JsonNode atStart = Json.object();
  private @Nullable TokenCounts usage;
  private @Nullable EndReason reason;
  private @Nullable String stopText;
  private boolean over;

  MessagesEventReader(Consumer<AnswerEvent> out) {
    this.out = out;
    this.parts = new PartSequencer(out);
  }

  @Override
  public void event(String data) {
    if (over) {
      return;
    }
    JsonNode event = Trees.read(data);
    String key = event.path("index").asString("0");
    switch (Trees.text(event, "type")) {
      case "message_start" -> start(event.path("message"));
      case "content_block_start" -> begin(key, event.path("content_block"));
      case "content_block_delta" -> delta(key, event.path("delta"));
      case "content_block_stop" -> stop(key);
      case "message_delta" -> messageDelta(event);
      case "message_stop" -> end();
      case "error" -> {
        over = true;
        JsonNode error = event.path("error");
        out.accept(new Failure(Trees.text(error, "type"), Trees.text(error, "message")));
      }
      default -> {}
    }
  }

  private void start(JsonNode message) {
    if (message.path("usage").isObject()) {
      atStart = message.get("usage");
    }
    usage = MessagesAnswerReader.usage(atStart);
    out.accept(
        new Start(
            Trees.text(message, "id"),
            Trees.text(message, "model"),
            0,
            usage == null ? 0 : usage.input()));
  }

  private void begin(String key, JsonNode block) {
    switch (Trees.text(block, "type")) {
      case "text" -> add(key, Trees.text(block, "text"), TextDelta::new);
      case "thinking" -> {
        add(key, Trees.text(block, "thinking"), ReasoningDelta::new);
        add(key, Trees.text(block, "signature"), Signature::new);
      }
      case "redacted_thinking" -> add(key, Trees.text(block, "data"), Signature::new);
      case "tool_use" -> {
        if (inputs.size() >= PartSequencer.MAX_OPEN) {
          throw AnswerReader.broken("it calls more than " + PartSequencer.MAX_OPEN + " tools.");
        }
        inputs.put(key, block.path("input"));
        parts.add(key, new CallBegin(Trees.text(block, "id"), Trees.text(block, "name")));
      }
      default -> {}
    }
  }

  private void delta(String key, JsonNode delta) {
    switch (Trees.text(delta, "type")) {
      case "text_delta" -> add(key, Trees.text(delta, "text"), TextDelta::new);
      case "thinking_delta" -> add(key, Trees.text(delta, "thinking"), ReasoningDelta::new);
      case "signature_delta" -> add(key, Trees.text(delta, "signature"), Signature::new);
      case "input_json_delta" -> {
        String fragment = Trees.text(delta, "partial_json");
        if (!fragment.isEmpty() && parts.isOpen(key)) {
          inputs.remove(key);
          parts.add(key, new Arguments(fragment));
        }
      }
      default -> {}
    }
  }

  private void add(
      String key, String text, java.util.function.Function<String, AnswerEvent> event) {
    if (!text.isEmpty()) {
      parts.add(key, event.apply(text));
    }
  }

  private void stop(String key) {
    JsonNode input = inputs.remove(key);
    if (input != null && parts.isOpen(key)) {
      parts.add(key, new Arguments(input.isObject() ? Json.text(input) : "{}"));
    }
    parts.close(key);
  }

  private void messageDelta(JsonNode event) {
    JsonNode delta = event.path("delta");
    if (delta.path("stop_reason").isString()) {
      reason = MessagesAnswerReader.reason(delta.path("stop_reason").stringValue());
    }
    stopText = Trees.textOrNull(delta, "stop_sequence");
    if (event.path("usage").isObject()) {
      // Counts that the end does not tell again stand as they were at the start.
      var counts = Json.object();
      atStart.properties().forEach(field -> counts.set(field.getKey(), field.getValue()));
      event
          .get("usage")
          .properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  counts.set(field.getKey(), field.getValue());
                }
              });
      usage = MessagesAnswerReader.usage(counts);
    }
  }

  @Override
  public boolean ending() {
    return over || reason != null;
  }

  @Override
  public void end() {
    if (over) {
      return;
    }
    if (reason == null) {
      throw AnswerReader.endless();
    }
    over = true;
    parts.closeAll();
    out.accept(new Finish(reason, stopText, usage));
  }
}
