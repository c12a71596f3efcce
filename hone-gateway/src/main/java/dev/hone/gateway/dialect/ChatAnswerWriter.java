package dev.hone.gateway.dialect;

import dev.hone.core.engine.TokenInfo;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.ErrorBody;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes one answer as OpenAI's chat completions do: whole, or as chunks. */
final class ChatAnswerWriter implements AnswerWriter {

  private final AnswerProfile profile;
  private String id = "";
  private String model = "";
  private long created;
  private boolean told;
  private int call = -1;
  private boolean thinking;

  ChatAnswerWriter(AnswerProfile profile) {
    this.profile = profile;
  }

  @Override
  public byte[] event(AnswerEvent event) {
    EventLines lines = new EventLines();
    switch (event) {
      case AnswerEvent.Start start -> {
        id = start.id();
        model = start.model();
        created = start.created();
      }
      case AnswerEvent.TextDelta(String text, @Nullable List<TokenInfo> logprobs) -> {
        role(lines, true);
        lines.data(chunk(Json.object().put("content", text), logprobs, null));
      }
      case AnswerEvent.RefusalDelta(String text) -> {
        role(lines, false);
        lines.data(chunk(Json.object().put("refusal", text), null, null));
      }
      case AnswerEvent.ReasoningDelta(String text) -> {
        role(lines, false);
        thinking = true;
        lines.data(chunk(Json.object().put("reasoning_content", text), null, null));
      }
      case AnswerEvent.Signature(String signature) -> {
        role(lines, false);
        ObjectNode delta = Json.object();
        delta
            .putArray("reasoning_details")
            .add(
                thinking
                    ? Json.object().put("type", "reasoning.text").put("signature", signature)
                    : ChatReasoning.detail("", signature));
        lines.data(chunk(delta, null, null));
      }
      case AnswerEvent.CallBegin(String callId, String name) -> {
        role(lines, false);
        ObjectNode delta = Json.object();
        ObjectNode one = delta.putArray("tool_calls").addObject();
        one.put("index", ++call).put("id", callId).put("type", "function");
        one.putObject("function").put("name", name).put("arguments", "");
        lines.data(chunk(delta, null, null));
      }
      case AnswerEvent.Arguments(String fragment) -> {
        ObjectNode delta = Json.object();
        ObjectNode one = delta.putArray("tool_calls").addObject().put("index", call);
        one.putObject("function").put("arguments", fragment);
        lines.data(chunk(delta, null, null));
      }
      case AnswerEvent.PartEnd any -> thinking = false;
      case AnswerEvent.Finish finish -> finish(lines, finish);
      case AnswerEvent.Failure(String type, String message) -> {
        ObjectNode root = Json.object();
        root.putObject("error").put("message", message).put("type", type);
        lines.data(root);
      }
    }
    return lines.bytes();
  }

  private void finish(EventLines lines, AnswerEvent.Finish finish) {
    role(lines, true);
    lines.data(chunk(Json.object(), null, reason(finish.reason())));
    if (profile.includeUsage() && finish.usage() != null) {
      ObjectNode root = head("chat.completion.chunk");
      root.putArray("choices");
      root.set("usage", usage(finish.usage()));
      lines.data(root);
    }
    lines.done();
  }

  @Override
  public byte[] failure(GatewayException failure, String requestId) {
    return new EventLines().data(Json.read(ErrorBody.of(failure, requestId))).bytes();
  }

  /** The first chunk says who speaks. */
  private void role(EventLines lines, boolean text) {
    if (!told) {
      told = true;
      ObjectNode delta = Json.object().put("role", "assistant");
      delta.put("content", text ? "" : null);
      delta.putNull("refusal");
      lines.data(chunk(delta, null, null));
    }
  }

  private ObjectNode chunk(
      ObjectNode delta, @Nullable List<TokenInfo> logprobs, @Nullable String reason) {
    ObjectNode root = head("chat.completion.chunk");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs == null ? null : ChatLogprobs.of(logprobs));
    choice.put("finish_reason", reason);
    if (profile.includeUsage()) {
      root.putNull("usage");
    }
    return root;
  }

  private ObjectNode head(String object) {
    ObjectNode root =
        Json.object()
            .put("id", id)
            .put("object", object)
            .put("created", created)
            .put("model", model);
    if (profile.fingerprint() != null) {
      root.put("system_fingerprint", profile.fingerprint());
    }
    return root;
  }

  @Override
  public byte[] whole(Answer answer) {
    id = answer.id();
    model = answer.model();
    created = answer.created();
    ObjectNode root = head("chat.completion");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    StringBuilder text = new StringBuilder();
    StringBuilder refusal = new StringBuilder();
    List<Part.Reasoning> thoughts = new ArrayList<>();
    for (Part part : answer.parts()) {
      switch (part) {
        case Part.Text(String one) -> text.append(one);
        case Part.Refusal(String one) -> refusal.append(one);
        case Part.Reasoning one -> thoughts.add(one);
        case Part.Call any -> {}
        case Part.Image any -> {}
        case Part.Result any -> {}
        case Part.Other any -> {}
      }
    }
    boolean silent = text.isEmpty() && (!answer.calls().isEmpty() || !refusal.isEmpty());
    message.put("content", silent ? null : text.toString());
    message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
    ChatReasoning.write(thoughts, message);
    if (!answer.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      answer.calls().forEach(one -> calls.add(ChatBodyWriter.call(one)));
    }
    choice.set("logprobs", answer.logprobs() == null ? null : ChatLogprobs.of(answer.logprobs()));
    choice.put("finish_reason", reason(answer.reason()));
    if (answer.usage() != null) {
      root.set("usage", usage(answer.usage()));
    }
    return Json.bytes(root);
  }

  private static String reason(EndReason reason) {
    return switch (reason) {
      case STOP, STOP_TEXT, PAUSED -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case FILTERED -> "content_filter";
    };
  }

  private static ObjectNode usage(TokenCounts counts) {
    ObjectNode usage =
        Json.object()
            .put("prompt_tokens", counts.input())
            .put("completion_tokens", counts.output())
            .put("total_tokens", counts.input() + counts.output());
    if (counts.cacheRead() > 0) {
      usage.putObject("prompt_tokens_details").put("cached_tokens", counts.cacheRead());
    }
    if (counts.reasoning() > 0) {
      usage.putObject("completion_tokens_details").put("reasoning_tokens", counts.reasoning());
    }
    return usage;
  }
}
