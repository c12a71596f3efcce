package dev.hone.gateway.openai;

import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one answer as OpenAI does: whole, or as chunks.
 *
 * @param id of the answer, the same in every chunk
 * @param created seconds since 1970
 * @param model the exact version
 * @param fingerprint names template and tokenizer
 */
public record ChatFormat(
    String id, long created, String model, String fingerprint, boolean includeUsage) {

  /** Ends a stream. */
  public static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  /** OpenAI's word for a probability of nought, which JSON has no number for. */
  private static final double NO_LOGPROB = -9999.0;

  /** Counts of an answer. */
  public record Usage(long prompt, long completion) {

    ObjectNode json() {
      return Json.object()
          .put("prompt_tokens", prompt)
          .put("completion_tokens", completion)
          .put("total_tokens", prompt + completion);
    }
  }

  /** The whole answer. */
  public byte[] whole(
      String text,
      List<ToolCall> calls,
      String finishReason,
      @Nullable List<TokenInfo> logprobs,
      Usage usage) {
    ObjectNode root = head("chat.completion");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (text.isEmpty() && !calls.isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", text);
    }
    message.putNull("refusal");
    if (!calls.isEmpty()) {
      ArrayNode array = message.putArray("tool_calls");
      for (ToolCall call : calls) {
        ObjectNode one = array.addObject().put("id", call.id()).put("type", "function");
        one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    choice.set("logprobs", logprobs == null ? null : logprobs(logprobs));
    choice.put("finish_reason", finishReason);
    root.set("usage", usage.json());
    return Json.bytes(root);
  }

  /** The first chunk: who speaks. */
  byte[] role(boolean text) {
    ObjectNode delta = Json.object().put("role", "assistant");
    delta.put("content", text ? "" : null);
    delta.putNull("refusal");
    return chunk(delta, null, null);
  }

  byte[] text(String text, @Nullable List<TokenInfo> logprobs) {
    return chunk(Json.object().put("content", text), logprobs, null);
  }

  byte[] toolCall(int index, String callId, String name) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", index).put("id", callId).put("type", "function");
    call.putObject("function").put("name", name).put("arguments", "");
    return chunk(delta, null, null);
  }

  byte[] arguments(int index, String fragment) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
    call.putObject("function").put("arguments", fragment);
    return chunk(delta, null, null);
  }

  /** The last chunk with a choice. */
  byte[] finish(String finishReason) {
    return chunk(Json.object(), null, finishReason);
  }

  /** The chunk before the end of a stream that asked for it. */
  byte[] usage(ObjectNode usage) {
    ObjectNode root = head("chat.completion.chunk");
    root.putArray("choices");
    root.set("usage", usage);
    return Json.bytes(root);
  }

  private byte[] chunk(
      ObjectNode delta, @Nullable List<TokenInfo> logprobs, @Nullable String finishReason) {
    ObjectNode root = head("chat.completion.chunk");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs == null ? null : logprobs(logprobs));
    choice.put("finish_reason", finishReason);
    if (includeUsage) {
      root.putNull("usage");
    }
    return Json.bytes(root);
  }

  private ObjectNode head(String object) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model)
        .put("system_fingerprint", fingerprint);
  }

  private static ObjectNode logprobs(List<TokenInfo> tokens) {
    ObjectNode root = Json.object();
    ArrayNode content = root.putArray("content");
    for (TokenInfo token : tokens) {
      ObjectNode entry = content.addObject();
      entry(entry, token.bytes(), token.logprob());
      ArrayNode top = entry.putArray("top_logprobs");
      for (TokenInfo.TopToken other : token.top()) {
        entry(top.addObject(), other.bytes(), other.logprob());
      }
    }
    root.putNull("refusal");
    return root;
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
