package dev.hone.gateway.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a whole response of OpenAI's Responses. */
final class ResponsesAnswerReader {

  private ResponsesAnswerReader() {}

  static Answer read(byte[] body) {
    JsonNode root = Trees.read(body);
    if (!Trees.text(root, "object").equals("response") || !root.path("output").isArray()) {
      throw AnswerReader.broken("it is no response.");
    }
    if (Trees.text(root, "status").equals("failed")) {
      throw AnswerReader.broken("it failed: " + Trees.text(root.path("error"), "message"));
    }
    List<Part> parts = new ArrayList<>();
    for (JsonNode item : root.path("output")) {
      switch (Trees.text(item, "type")) {
        case "message" -> message(item, parts);
        case "function_call" ->
            parts.add(
                new Part.Call(
                    Trees.text(item, "call_id"),
                    Trees.text(item, "name"),
                    Trees.text(item, "arguments")));
        case "reasoning" -> {
          Part.Reasoning thought = thought(item);
          if (thought != null) {
            parts.add(thought);
          }
        }
        // Items of tools that the server runs are not for a caller of another dialect.
        default -> {}
      }
    }
    boolean calls = parts.stream().anyMatch(Part.Call.class::isInstance);
    return new Answer(
        Trees.text(root, "id"),
        Trees.text(root, "model"),
        Trees.count(root, "created_at"),
        parts,
        null,
        reason(root, calls),
        null,
        usage(root.path("usage")));
  }

  private static void message(JsonNode item, List<Part> parts) {
    for (JsonNode content : item.path("content")) {
      String text = Trees.text(content, "text");
      String refusal = Trees.text(content, "refusal");
      if (!text.isEmpty()) {
        parts.add(new Part.Text(text));
      } else if (!refusal.isEmpty()) {
        parts.add(new Part.Refusal(refusal));
      }
    }
  }

  /** The thought of a reasoning item; null if it holds none. */
  static Part.@Nullable Reasoning thought(JsonNode item) {
    String text = thoughtText(item);
    String signature = Trees.textOrNull(item, "encrypted_content");
    return text.isEmpty() && signature == null ? null : new Part.Reasoning(text, signature);
  }

  static String thoughtText(JsonNode item) {
    StringBuilder text = new StringBuilder();
    for (JsonNode summary : item.path("summary")) {
      text.append(Trees.text(summary, "text"));
    }
    if (text.isEmpty()) {
      for (JsonNode content : item.path("content")) {
        text.append(Trees.text(content, "text"));
      }
    }
    return text.toString();
  }

  static EndReason reason(JsonNode response, boolean calls) {
    if (Trees.text(response, "status").equals("incomplete")) {
      return Trees.text(response.path("incomplete_details"), "reason").equals("content_filter")
          ? EndReason.FILTERED
          : EndReason.LENGTH;
    }
    return calls ? EndReason.TOOL_CALLS : EndReason.STOP;
  }

  static @Nullable TokenCounts usage(JsonNode usage) {
    if (!usage.isObject()) {
      return null;
    }
    return new TokenCounts(
        Trees.count(usage, "input_tokens"),
        Trees.count(usage, "output_tokens"),
        Trees.count(usage.path("input_tokens_details"), "cached_tokens"),
        Trees.count(usage.path("input_tokens_details"), "cache_write_tokens"),
        Trees.count(usage.path("output_tokens_details"), "reasoning_tokens"));
  }
}
