package dev.hone.gateway.upstream;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an upstream answered, gathered from its chunks or its whole body: the first choice's text,
 * tool calls, finish reason, log-probs and token ids, and the usage. Reads leniently: what it does
 * not understand passes by.
 */
final class ChatUpstreamAnswer implements UpstreamAnswer {

  static final String NO_LOGPROBS = "upstream gives no log-probs for its token ids";
  static final String FOREIGN_WEIGHTS = "the upstream's weights are not ours to train";

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, Call> calls = new TreeMap<>();
  private final List<Float> logprobs = new ArrayList<>();
  private final ArrayNode logprobEntries = Json.array();
  private final List<Integer> responseIds = new ArrayList<>();
  private int[] promptIds = new int[0];
  private @Nullable JsonNode head;
  private @Nullable JsonNode usage;
  private @Nullable String finishReason;
  private boolean done;
  private boolean failed;
  private boolean began;

  private static final class Call {
    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();
  }

  @Override
  public void chunk(String data) {
    if (data.equals("[DONE]")) {
      done = true;
      return;
    }
    JsonNode chunk;
    try {
      chunk = Json.read(data);
    } catch (JacksonException e) {
      // Not ours to judge: it is passed on as it is, the caller sees what the upstream sent.
      return;
    }
    if (chunk.path("error").isObject()) {
      failed = true;
      return;
    }
    common(chunk);
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        JsonNode delta = choice.path("delta");
        message(delta);
        choice(choice);
      } else if (choice.path("finish_reason").isString()) {
        began = true;
      }
    }
  }

  @Override
  public boolean whole(byte[] body) {
    JsonNode root;
    try {
      root = Json.read(body);
    } catch (JacksonException e) {
      return false;
    }
    JsonNode choice = root.path("choices").path(0);
    if (!choice.path("message").isObject()) {
      return false;
    }
    common(root);
    message(choice.path("message"));
    choice(choice);
    done = true;
    return true;
  }

  private void common(JsonNode root) {
    if (head == null) {
      head = root;
    }
    if (root.path("usage").isObject()) {
      usage = root.get("usage");
    }
    ids(root.path("prompt_token_ids"));
  }

  private void ids(JsonNode array) {
    if (array.isArray() && promptIds.length == 0) {
      promptIds = new int[array.size()];
      for (int i = 0; i < promptIds.length; i++) {
        promptIds[i] = array.get(i).asInt(0);
      }
    }
  }

  private void choice(JsonNode choice) {
    ids(choice.path("prompt_token_ids"));
    for (JsonNode id : choice.path("token_ids")) {
      responseIds.add(id.asInt(0));
    }
    for (JsonNode entry : choice.path("logprobs").path("content")) {
      logprobs.add((float) entry.path("logprob").asDouble(0));
      logprobEntries.add(entry);
    }
    if (choice.path("finish_reason").isString()) {
      finishReason = choice.path("finish_reason").stringValue();
    }
  }

  private void message(JsonNode message) {
    JsonNode content = message.path("content");
    if (content.isString()) {
      text.append(content.stringValue());
      began |= !content.stringValue().isEmpty();
    }
    int position = 0;
    for (JsonNode one : message.path("tool_calls")) {
      Call call = calls.computeIfAbsent(one.path("index").asInt(position), index -> new Call());
      position++;
      began = true;
      if (one.path("id").isString()) {
        call.id = one.path("id").stringValue();
      }
      JsonNode function = one.path("function");
      if (function.path("name").isString()) {
        call.name += function.path("name").stringValue();
      }
      if (function.path("arguments").isString()) {
        call.arguments.append(function.path("arguments").stringValue());
      }
    }
  }

  @Override
  public boolean began() {
    return began;
  }

  @Override
  public boolean ending() {
    return done || finishReason != null;
  }

  @Override
  public boolean done() {
    return done;
  }

  @Override
  public boolean failed() {
    return failed;
  }

  @Override
  public StepResult result(
      byte @Nullable [] body, long lessonTokensSaved, StepResult.Timings timings) {
    int[] ids = responseIds.stream().mapToInt(Integer::intValue).toArray();
    float[] probabilities = new float[ids.length];
    boolean exact = ids.length > 0 && logprobs.size() == ids.length;
    if (exact) {
      for (int i = 0; i < ids.length; i++) {
        probabilities[i] = logprobs.get(i);
      }
    }
    String reason =
        ids.length == 0 || promptIds.length == 0
            ? NO_TOKEN_IDS
            : exact ? FOREIGN_WEIGHTS : NO_LOGPROBS;
    return new StepResult(
        ChatMessage.assistant(text.toString(), toolCalls()),
        body == null ? wholeBody() : body,
        promptIds,
        ids,
        exact ? probabilities : new float[0],
        List.of(),
        finishReason == null ? "" : finishReason,
        count("prompt_tokens", promptIds.length),
        count("completion_tokens", ids.length),
        "",
        reason,
        lessonTokensSaved,
        timings);
  }

  private long count(String name, long otherwise) {
    return usage == null ? otherwise : usage.path(name).asLong(otherwise);
  }

  private List<ToolCall> toolCalls() {
    return calls.values().stream()
        .map(call -> new ToolCall(call.id, call.name, call.arguments.toString()))
        .toList();
  }

  private byte[] wholeBody() {
    ObjectNode root = Json.object();
    if (head != null) {
      for (String field : List.of("id", "created", "model", "system_fingerprint")) {
        if (head.has(field)) {
          root.set(field, head.get(field));
        }
      }
    }
    root.put("object", "chat.completion");
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
    if (!calls.isEmpty()) {
      ArrayNode array = message.putArray("tool_calls");
      for (ToolCall call : toolCalls()) {
        ObjectNode one = array.addObject().put("id", call.id()).put("type", "function");
        one.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
    if (!logprobEntries.isEmpty()) {
      choice.putObject("logprobs").set("content", logprobEntries);
    }
    choice.put("finish_reason", finishReason);
    if (usage != null) {
      root.set("usage", usage);
    }
    return Json.bytes(root);
  }
}
