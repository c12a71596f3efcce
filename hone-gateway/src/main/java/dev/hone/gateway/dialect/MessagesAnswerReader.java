package dev.hone.gateway.dialect;

import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a whole message of Anthropic's dialect. */
final class MessagesAnswerReader {

  private MessagesAnswerReader() {}

  static Answer read(byte[] body) {
    JsonNode root = Trees.read(body);
    if (!Trees.text(root, "type").equals("message") || !root.path("content").isArray()) {
      throw AnswerReader.broken("it is no message.");
    }
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : root.path("content")) {
      switch (Trees.text(block, "type")) {
        case "text" -> {
          if (!Trees.text(block, "text").isEmpty()) {
            parts.add(new Part.Text(Trees.text(block, "text")));
          }
        }
        case "thinking" -> {
          String thought = Trees.text(block, "thinking");
          String signature = Trees.textOrNull(block, "signature");
          if (!thought.isEmpty() || signature != null) {
            parts.add(new Part.Reasoning(thought, signature));
          }
        }
        case "redacted_thinking" -> parts.add(new Part.Reasoning("", Trees.text(block, "data")));
        case "tool_use" ->
            parts.add(
                new Part.Call(
                    Trees.text(block, "id"),
                    Trees.text(block, "name"),
                    Json.text(
                        block.path("input").isObject() ? block.get("input") : Json.object())));
        // Blocks of tools that the server runs are not for a caller of another dialect.
        default -> {}
      }
    }
    return new Answer(
        Trees.text(root, "id"),
        Trees.text(root, "model"),
        0,
        parts,
        null,
        reason(Trees.text(root, "stop_reason")),
        Trees.textOrNull(root, "stop_sequence"),
        usage(root.path("usage")));
  }

  static EndReason reason(String word) {
    return switch (word) {
      case "max_tokens", "model_context_window_exceeded" -> EndReason.LENGTH;
      case "stop_sequence" -> EndReason.STOP_TEXT;
      case "tool_use" -> EndReason.TOOL_CALLS;
      case "refusal" -> EndReason.FILTERED;
      case "pause_turn" -> EndReason.PAUSED;
      default -> EndReason.STOP;
    };
  }

  /** Anthropic counts what came from and went into its cache apart from the input. */
  static @Nullable TokenCounts usage(JsonNode usage) {
    if (!usage.isObject()) {
      return null;
    }
    long read = Trees.count(usage, "cache_read_input_tokens");
    long written = Trees.count(usage, "cache_creation_input_tokens");
    return new TokenCounts(
        Trees.count(usage, "input_tokens") + read + written,
        Trees.count(usage, "output_tokens"),
        read,
        written,
        0);
  }
}
