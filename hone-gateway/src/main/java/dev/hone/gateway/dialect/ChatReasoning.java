package dev.hone.gateway.dialect;

import dev.hone.gateway.http.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thoughts in Chat Completions, which has no words of its own for them: {@code reasoning_content}
 * as DeepSeek, vLLM and SGLang write it, and {@code reasoning_details} as OpenRouter does, which
 * holds signatures too.
 */
final class ChatReasoning {

  private ChatReasoning() {}

  static void read(JsonNode detail, List<Part> parts) {
    String text = Trees.text(detail, "text");
    String shown = text.isEmpty() ? Trees.text(detail, "summary") : text;
    String signature = Trees.textOrNull(detail, "signature");
    String hidden = signature == null ? Trees.textOrNull(detail, "data") : signature;
    if (!shown.isEmpty() || hidden != null) {
      parts.add(new Part.Reasoning(shown, hidden));
    }
  }

  /** Puts thoughts into a message. */
  static void write(List<Part.Reasoning> thoughts, ObjectNode message) {
    if (thoughts.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    thoughts.forEach(one -> text.append(one.text()));
    if (!text.isEmpty()) {
      message.put("reasoning_content", text.toString());
    }
    if (thoughts.size() > 1 || thoughts.getFirst().signature() != null) {
      ArrayNode details = message.putArray("reasoning_details");
      thoughts.forEach(one -> details.add(detail(one.text(), one.signature())));
    }
  }

  static ObjectNode detail(String text, @Nullable String signature) {
    ObjectNode detail = Json.object();
    if (text.isEmpty() && signature != null) {
      return detail.put("type", "reasoning.encrypted").put("data", signature);
    }
    detail.put("type", "reasoning.text").put("text", text);
    if (signature != null) {
      detail.put("signature", signature);
    }
    return detail;
  }
}
