package dev.hone.gateway.dialect;

import dev.hone.gateway.dialect.AnswerEvent.Arguments;
import dev.hone.gateway.dialect.AnswerEvent.CallBegin;
import dev.hone.gateway.dialect.AnswerEvent.Failure;
import dev.hone.gateway.dialect.AnswerEvent.Finish;
import dev.hone.gateway.dialect.AnswerEvent.ReasoningDelta;
import dev.hone.gateway.dialect.AnswerEvent.RefusalDelta;
import dev.hone.gateway.dialect.AnswerEvent.Signature;
import dev.hone.gateway.dialect.AnswerEvent.Start;
import dev.hone.gateway.dialect.AnswerEvent.TextDelta;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads the typed events of a response. What comes in pieces is taken from the pieces; what a
 * server tells only when it is whole is taken then. Ends with the terminal event, with or without
 * {@code [DONE]} after it.
 */
final class ResponsesEventReader implements EventReader {

  /** Most parts of one answer. */
  private static final int MAX_PARTS = 65_536;

  private final Consumer<AnswerEvent> out;
  private final PartSequencer parts;

  /** Parts of which something has come. */
  private final Set<String> seen = new HashSet<>();

  private boolean started;
  private boolean calls;
  private boolean over;

  ResponsesEventReader(Consumer<AnswerEvent> out) {
    this.out = out;
    this.parts = new PartSequencer(out);
  }

  @Override
  public void event(String data) {
    if (over || data.equals("[DONE]")) {
      return;
    }
    JsonNode event = Trees.read(data);
    String item = event.path("output_index").asString("0");
    String part = item + "." + event.path("content_index").asString("0");
    switch (Trees.text(event, "type")) {
      case "response.created", "response.in_progress", "response.queued" ->
          start(event.path("response"));
      case "response.output_item.added" -> added(item, event.path("item"));
      case "response.output_text.delta" -> delta(part, event, TextDelta::new);
      case "response.output_text.done" -> done(part, Trees.text(event, "text"), TextDelta::new);
      case "response.refusal.delta" -> delta(part, event, RefusalDelta::new);
      case "response.refusal.done" -> done(part, Trees.text(event, "refusal"), RefusalDelta::new);
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          delta(item, event, ReasoningDelta::new);
      case "response.function_call_arguments.delta" -> {
        if (parts.isOpen(item)) {
          seen(arguments(item));
          add(item, Trees.text(event, "delta"), Arguments::new);
        }
      }
      case "response.output_item.done" -> itemDone(item, event.path("item"));
      case "response.completed", "response.incomplete" -> finish(event.path("response"));
      case "response.failed" -> fail(event.path("response").path("error"));
      case "error" -> fail(event.path("error").isObject() ? event.get("error") : event);
      default -> {}
    }
  }

  private static String arguments(String item) {
    return item + " arguments";
  }

  private boolean seen(String key) {
    if (seen.size() >= MAX_PARTS) {
      throw AnswerReader.broken("it has more than " + MAX_PARTS + " parts.");
    }
    return !seen.add(key);
  }

  private void start(JsonNode response) {
    if (!started) {
      started = true;
      out.accept(
          new Start(
              Trees.text(response, "id"),
              Trees.text(response, "model"),
              Trees.count(response, "created_at"),
              0));
    }
  }

  private void added(String key, JsonNode item) {
    if (Trees.text(item, "type").equals("function_call") && !seen(key)) {
      calls = true;
      parts.add(key, new CallBegin(Trees.text(item, "call_id"), Trees.text(item, "name")));
    }
  }

  private void delta(String key, JsonNode event, Function<String, AnswerEvent> make) {
    String text = Trees.text(event, "delta");
    if (!text.isEmpty()) {
      seen(key);
      add(key, text, make);
    }
  }

  private void done(String key, String whole, Function<String, AnswerEvent> make) {
    if (!whole.isEmpty() && !seen(key)) {
      add(key, whole, make);
    }
    parts.close(key);
  }

  private void add(String key, String text, Function<String, AnswerEvent> make) {
    if (!text.isEmpty()) {
      parts.add(key, make.apply(text));
    }
  }

  private void itemDone(String key, JsonNode item) {
    switch (Trees.text(item, "type")) {
      case "message" -> {
        int index = 0;
        for (JsonNode content : item.path("content")) {
          String part = key + "." + index++;
          if (content.path("refusal").isString()) {
            done(part, Trees.text(content, "refusal"), RefusalDelta::new);
          } else {
            done(part, Trees.text(content, "text"), TextDelta::new);
          }
        }
      }
      case "function_call" -> {
        added(key, item);
        if (parts.isOpen(key) && !seen(arguments(key))) {
          add(key, Trees.text(item, "arguments"), Arguments::new);
        }
        parts.close(key);
      }
      case "reasoning" -> {
        String text = ResponsesAnswerReader.thoughtText(item);
        if (!text.isEmpty() && !seen(key)) {
          add(key, text, ReasoningDelta::new);
        }
        add(key, Trees.text(item, "encrypted_content"), Signature::new);
        parts.close(key);
      }
      default -> {}
    }
  }

  private void finish(JsonNode response) {
    start(response);
    over = true;
    parts.closeAll();
    out.accept(
        new Finish(
            ResponsesAnswerReader.reason(response, calls),
            null,
            ResponsesAnswerReader.usage(response.path("usage"))));
  }

  private void fail(JsonNode error) {
    over = true;
    String type = Trees.text(error, "type");
    out.accept(
        new Failure(
            type.isEmpty() || type.equals("error") ? Trees.text(error, "code") : type,
            Trees.text(error, "message")));
  }

  @Override
  public boolean ending() {
    return over;
  }

  @Override
  public void end() {
    if (!over) {
      throw AnswerReader.endless();
    }
  }
}
