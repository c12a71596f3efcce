package dev.hone.gateway.dialect;

import dev.hone.gateway.http.Json;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The response object around the output: much of it echoes the request. */
final class ResponsesHead {

  private static final List<String> FUNCTION = List.of("description", "parameters", "strict");

  private final ObjectNode request;
  private String id = "";
  private String model = "";
  private long created;
  private long startedNanos;

  ResponsesHead(ObjectNode request) {
    this.request = request;
  }

  void start(String newId, String newModel, long newCreated) {
    id = newId;
    model = newModel;
    created = newCreated;
    startedNanos = System.nanoTime();
  }

  ObjectNode running() {
    return response("in_progress", null, null, Json.array(), null);
  }

  ObjectNode ended(Answer answer, ArrayNode output) {
    String reason =
        switch (answer.reason()) {
          case LENGTH -> "max_output_tokens";
          case FILTERED -> "content_filter";
          case STOP, STOP_TEXT, TOOL_CALLS, PAUSED -> null;
        };
    return response(
        reason == null ? "completed" : "incomplete", null, reason, output, answer.usage());
  }

  ObjectNode failed(String code, String message, ArrayNode output) {
    ObjectNode error = Json.object().put("code", code.isEmpty() ? "server_error" : code);
    return response("failed", error.put("message", message), null, output, null);
  }

  private ObjectNode response(
      String status,
      @Nullable ObjectNode error,
      @Nullable String reason,
      ArrayNode output,
      @Nullable TokenCounts usage) {
    ObjectNode root = Json.object().put("id", id).put("object", "response");
    root.put("created_at", created).put("status", status).put("background", false);
    root.set("completed_at", status.equals("completed") ? Json.object().numberNode(now()) : null);
    root.set("error", error);
    root.set("incomplete_details", reason == null ? null : Json.object().put("reason", reason));
    echo(root, "instructions", null);
    echo(root, "max_output_tokens", null);
    echo(root, "max_tool_calls", null);
    root.put("model", model);
    // A copy: what is sent later must not change what was sent.
    root.set("output", output.deepCopy());
    echo(root, "parallel_tool_calls", Json.read("true"));
    echo(root, "previous_response_id", null);
    JsonNode reasoning = request.path("reasoning");
    root.putObject("reasoning")
        .put("effort", Trees.textOrNull(reasoning, "effort"))
        .put("summary", Trees.textOrNull(reasoning, "summary"));
    echo(root, "store", Json.read("true"));
    echo(root, "temperature", Json.read("1.0"));
    JsonNode text = request.path("text");
    root.set("text", text.isObject() ? text : Json.read("{\"format\":{\"type\":\"text\"}}"));
    echo(root, "tool_choice", Json.read("\"auto\""));
    root.set("tools", tools(request.path("tools")));
    echo(root, "top_logprobs", Json.read("0"));
    echo(root, "presence_penalty", Json.read("0.0"));
    echo(root, "frequency_penalty", Json.read("0.0"));
    echo(root, "top_p", Json.read("1.0"));
    echo(root, "truncation", Json.read("\"disabled\""));
    root.set("usage", usage == null ? null : usage(usage));
    root.put("service_tier", "default");
    echo(root, "user", null);
    echo(root, "safety_identifier", null);
    echo(root, "prompt_cache_key", null);
    echo(root, "metadata", Json.object());
    return root;
  }

  private long now() {
    return created + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
  }

  /** As they were sent, with what Open Responses wants said although it may go unsaid in a call. */
  private static ArrayNode tools(JsonNode sent) {
    ArrayNode tools = Json.array();
    for (JsonNode tool : sent) {
      if (tool instanceof ObjectNode object
          && object.path("type").asString("").equals("function")) {
        ObjectNode whole = object.deepCopy();
        FUNCTION.stream().filter(field -> !whole.has(field)).forEach(whole::putNull);
        tools.add(whole);
      } else {
        tools.add(tool);
      }
    }
    return tools;
  }

  private void echo(ObjectNode root, String field, @Nullable JsonNode otherwise) {
    JsonNode said = request.get(field);
    root.set(field, said == null || said.isNull() ? otherwise : said);
  }

  private static ObjectNode usage(TokenCounts counts) {
    ObjectNode usage = Json.object().put("input_tokens", counts.input());
    usage
        .putObject("input_tokens_details")
        .put("cached_tokens", counts.cacheRead())
        .put("cache_write_tokens", counts.cacheWritten());
    usage.put("output_tokens", counts.output());
    usage.putObject("output_tokens_details").put("reasoning_tokens", counts.reasoning());
    return usage.put("total_tokens", counts.input() + counts.output());
  }
}
