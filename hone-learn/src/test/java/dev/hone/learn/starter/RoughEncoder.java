package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.core.chat.ToolSpec;
import dev.hone.engine.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Scratch: the starter's chat template by hand. */
final class RoughEncoder {

  record Encoded(List<Integer> ids, List<Boolean> trained) {}

  private final Tokenizer tokenizer;
  private final JsonMapper json = JsonMapper.builder().build();

  RoughEncoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static String tools(List<ToolSpec> tools) {
    JsonMapper json = JsonMapper.builder().build();
    StringBuilder text = new StringBuilder();
    if (!tools.isEmpty()) {
      text.append("\nTools:");
      for (ToolSpec tool : tools) {
        text.append("\n").append(tool.name()).append("(");
        text.append(
            json.readTree(tool.parameters()).get("properties").propertyNames().stream()
                .collect(Collectors.joining(", ")));
        text.append(")");
      }
    }
    return text.toString();
  }

  static String body(ChatMessage message) {
    StringBuilder text = new StringBuilder(message.content());
    for (ToolCall call : message.toolCalls()) {
      text.append("<tool_call>{\"name\":\"").append(call.name()).append("\",\"arguments\":");
      text.append(call.arguments()).append("}</tool_call>");
    }
    return text.toString();
  }

  static String all(List<ChatMessage> messages, List<ToolSpec> tools) {
    StringBuilder text = new StringBuilder();
    boolean system = messages.getFirst().role() == Role.SYSTEM;
    if (system || !tools.isEmpty()) {
      text.append("<|system|>").append(system ? messages.getFirst().content() : "");
      text.append(tools(tools)).append("<|end|>");
    }
    for (int i = system ? 1 : 0; i < messages.size(); i++) {
      ChatMessage m = messages.get(i);
      text.append("<|").append(m.role().wireName()).append("|>").append(body(m)).append("<|end|>");
    }
    return text.toString();
  }

  Encoded encode(List<ChatMessage> messages, List<ToolSpec> tools) {
    List<Integer> ids = new ArrayList<>();
    List<Boolean> trained = new ArrayList<>();
    boolean system = messages.getFirst().role() == Role.SYSTEM;
    if (system || !tools.isEmpty()) {
      add(
          ids,
          trained,
          false,
          "<|system|>" + (system ? messages.getFirst().content() : "") + tools(tools) + "<|end|>");
    }
    for (int i = system ? 1 : 0; i < messages.size(); i++) {
      ChatMessage m = messages.get(i);
      add(ids, trained, false, "<|" + m.role().wireName() + "|>");
      add(ids, trained, m.role() == Role.ASSISTANT, body(m) + "<|end|>");
    }
    return new Encoded(ids, trained);
  }

  private void add(List<Integer> ids, List<Boolean> trained, boolean train, String text) {
    for (int id : tokenizer.encode(text, true)) {
      ids.add(id);
      trained.add(train);
    }
  }
}
