package dev.hone.gateway.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a whole chat completion: its first choice. */
final class ChatAnswerReader {

  private ChatAnswerReader() {}

  static Answer read(byte[] body) {
    JsonNode root = Trees.read(body);
    JsonNode choice = root.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw AnswerReader.broken("it is no chat completion.");
    }
    List<Part> parts = new ArrayList<>();
    JsonNode details = message.path("reasoning_details");
    if (details.isArray() && !details.isEmpty()) {
      for (JsonNode one : details) {
        ChatReasoning.read(one, parts);
      }
    } else {
      String thought = thought(message);
      if (!thought.isEmpty()) {
        parts.add(new Part.Reasoning(thought, null));
      }
    }
    String text = Trees.text(message, "content");
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
    String refusal = Trees.text(message, "refusal");
    if (!refusal.isEmpty()) {
      parts.add(new Part.Refusal(refusal));
    }
    int index = 0;
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      parts.add(
          new Part.Call(
              id(Trees.text(call, "id"), index++),
              Trees.text(function, "name"),
              Trees.text(function, "arguments")));
    }
    return new Answer(
        Trees.text(root, "id"),
        Trees.text(root, "model"),
        Trees.count(root, "created"),
        parts,
        null,
        reason(Trees.text(choice, "finish_reason")),
        null,
        usage(root.path("usage")));
  }

  /** The name of a call that came without one. */
  static String id(String given, int index) {
    return given.isEmpty() ? "call_" + index : given;
  }

  /** DeepSeek, vLLM and SGLang say {@code reasoning_content}, others {@code reasoning}. */
  static String thought(JsonNode message) {
    String text = Trees.text(message, "reasoning_content");
    return text.isEmpty() ? Trees.text(message, "reasoning") : text;
  }

  static EndReason reason(String word) {
    return switch (word) {
      case "length" -> EndReason.LENGTH;
      case "tool_calls", "function_call" -> EndReason.TOOL_CALLS;
      case "content_filter" -> EndReason.FILTERED;
      default -> EndReason.STOP;
    };
  }

  static @Nullable TokenCounts usage(JsonNode usage) {
    if (!usage.isObject()) {
      return null;
    }
    return new TokenCounts(
        Trees.count(usage, "prompt_tokens"),
        Trees.count(usage, "completion_tokens"),
        Trees.count(usage.path("prompt_tokens_details"), "cached_tokens"),
        0,
        Trees.count(usage.path("completion_tokens_details"), "reasoning_tokens"));
  }
}
