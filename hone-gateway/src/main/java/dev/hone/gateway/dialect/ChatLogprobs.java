package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Log-probabilities as OpenAI writes them. */
final class ChatLogprobs {

  /** OpenAI's word for a probability of nought, which JSON has no number for. */
  private static final double NO_LOGPROB = -9999.0;

  private ChatLogprobs() {}

  static ObjectNode of(List<TokenInfo> tokens) {
    ObjectNode root = Json.object();
    root.set("content", entries(tokens));
    root.putNull("refusal");
    return root;
  }

  static ArrayNode entries(List<TokenInfo> tokens) {
    ArrayNode content = Json.array();
    for (TokenInfo token : tokens) {
      ObjectNode entry = content.addObject();
      entry(entry, token.bytes(), token.logprob());
      ArrayNode top = entry.putArray("top_logprobs");
      for (TokenInfo.TopToken other : token.top()) {
        entry(top.addObject(), other.bytes(), other.logprob());
      }
    }
    return content;
  }

  private static void entry(ObjectNode entry, byte[] bytes, float logprob) {
    entry.put("token", new String(bytes, StandardCharsets.UTF_8));
    entry.put("logprob", Float.isFinite(logprob) ? logprob : NO_LOGPROB);
    ArrayNode array = entry.putArray("bytes");
    for (byte one : bytes) {
      array.add(one & 0xFF);
    }
  }
}
