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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads chunks of a chat completion: its first choice. Chunks do not say when a part ends: text
 * ends when another kind begins, a call when its arguments are a whole JSON value or the answer
 * ends. Fragments of parallel calls may come in turns.
 */
final class ChatEventReader implements EventReader {

  private static final String DONE = "[DONE]";
  private static final String CALL = "call ";
  private static final String TEXT = "text";
  private static final String REFUSAL = "refusal";
  private static final String REASONING = "reasoning";

  private final Consumer<AnswerEvent> out;
  private final PartSequencer parts;
  private final Map<Integer, JsonValueEnd> calls = new HashMap<>();
  private @Nullable EndReason reason;
  private @Nullable TokenCounts usage;
  private boolean started;
  private boolean over;

  ChatEventReader(Consumer<AnswerEvent> out) {
    this.out = out;
    this.parts = new PartSequencer(out);
  }

  @Override
  public void event(String data) {
    if (over) {
      return;
    }
    if (data.equals(DONE)) {
      end();
      return;
    }
    JsonNode chunk = Trees.read(data);
    JsonNode error = chunk.path("error");
    if (error.isObject() || error.isString()) {
      over = true;
      out.accept(
          new Failure(
              Trees.text(error, "type"),
              error.isString() ? error.stringValue() : Trees.text(error, "message")));
      return;
    }
    if (!started) {
      started = true;
      out.accept(
          new Start(
              Trees.text(chunk, "id"),
              Trees.text(chunk, "model"),
              Trees.count(chunk, "created"),
              0));
    }
    TokenCounts counts = ChatAnswerReader.usage(chunk.path("usage"));
    usage = counts == null ? usage : counts;
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        choice(choice);
      }
    }
  }

  private void choice(JsonNode choice) {
    JsonNode delta = choice.path("delta");
    reasoning(delta);
    text(TEXT, Trees.text(delta, "content"));
    text(REFUSAL, Trees.text(delta, "refusal"));
    int position = 0;
    for (JsonNode call : delta.path("tool_calls")) {
      call(call.path("index").asInt(position++), call);
    }
    if (choice.path("finish_reason").isString()) {
      reason = ChatAnswerReader.reason(choice.path("finish_reason").stringValue());
    }
  }

  private void reasoning(JsonNode delta) {
    JsonNode details = delta.path("reasoning_details");
    if (!details.isArray() || details.isEmpty()) {
      text(REASONING, ChatAnswerReader.thought(delta));
      return;
    }
    List<Part> thoughts = new ArrayList<>();
    for (JsonNode detail : details) {
      ChatReasoning.read(detail, thoughts);
    }
    for (Part part : thoughts) {
      if (part instanceof Part.Reasoning(String text, @Nullable String signature)) {
        text(REASONING, text);
        if (signature != null) {
          switchTo(REASONING);
          parts.add(REASONING, new Signature(signature));
          // What is thought after a signature is a thought of its own.
          parts.close(REASONING);
        }
      }
    }
  }

  private void text(String kind, String text) {
    if (text.isEmpty()) {
      return;
    }
    switchTo(kind);
    parts.add(
        kind,
        switch (kind) {
          case TEXT -> new TextDelta(text);
          case REFUSAL -> new RefusalDelta(text);
          default -> new ReasoningDelta(text);
        });
  }

  /** Another kind begins: what is whole by now ends. */
  private void switchTo(String key) {
    for (String kind : List.of(TEXT, REFUSAL, REASONING)) {
      if (!kind.equals(key)) {
        parts.close(kind);
      }
    }
    calls.forEach(
        (index, value) -> {
          if (value.whole() && !key.equals(CALL + index)) {
            parts.close(CALL + index);
          }
        });
  }

  private void call(int index, JsonNode call) {
    String key = CALL + index;
    JsonNode function = call.path("function");
    String fragment = Trees.text(function, "arguments");
    JsonValueEnd value = calls.get(index);
    if (value == null) {
      if (calls.size() >= PartSequencer.MAX_OPEN) {
        throw AnswerReader.broken("it calls more than " + PartSequencer.MAX_OPEN + " tools.");
      }
      value = new JsonValueEnd();
      calls.put(index, value);
      switchTo(key);
      parts.add(
          key,
          new CallBegin(
              ChatAnswerReader.id(Trees.text(call, "id"), index), Trees.text(function, "name")));
    } else if (!parts.isOpen(key)) {
      if (fragment.isBlank()) {
        return;
      }
      throw AnswerReader.broken("arguments of a call go on after their end.");
    }
    if (!fragment.isEmpty()) {
      value.feed(fragment);
      parts.add(key, new Arguments(fragment));
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
    out.accept(new Finish(reason, null, usage));
  }
}
