package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolSpec;
import dev.hone.gateway.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One span with the semantic conventions for generative AI, in each of the forms in which they have
 * been written: the attributes {@code gen_ai.input.messages} and {@code gen_ai.output.messages}
 * (also on the event {@code gen_ai.client.inference.operation.details}), the events {@code
 * gen_ai.user.message} … {@code gen_ai.choice}, the events {@code gen_ai.content.prompt} and {@code
 * gen_ai.content.completion}, and the numbered attributes {@code gen_ai.prompt.0.role} ….
 */
final class OtelSpan {

  private static final String DETAILS = "gen_ai.client.inference.operation.details";
  private static final Set<String> CALLS = Set.of("chat", "text_completion", "generate_content");
  private static final int FAILED = 2;
  private static final long NANOS = 1_000_000_000L;
  private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

  private final JsonNode span;
  private final LoggedCall.Origin origin;
  private final ObjectNode attributes;
  private final List<ChatMessage> prompt = new ArrayList<>();
  private @Nullable ChatMessage response;
  private String finishReason = "";

  private OtelSpan(JsonNode span, LoggedCall.Origin origin) {
    this.span = span;
    this.origin = origin;
    this.attributes = OtelValues.attributes(span.path("attributes"));
  }

  static OtelSpan of(JsonNode span, LoggedCall.Origin origin) {
    OtelSpan read = new OtelSpan(span, origin);
    if (read.noGenerativeAi() == null) {
      read.readContent();
    }
    return read;
  }

  /** Why this span is no call that can be kept; null if it is one. */
  @Nullable String noCall() {
    String other = noGenerativeAi();
    if (other != null) {
      return other;
    }
    if (response != null && !prompt.isEmpty()) {
      return null;
    }
    return span.path("status").path("code").asInt(0) == FAILED
        ? "calls that failed"
        : "calls without their messages (the instrumentation must capture message content)";
  }

  private @Nullable String noGenerativeAi() {
    boolean any = attributes.propertyNames().stream().anyMatch(name -> name.startsWith("gen_ai."));
    if (!any) {
      return "spans that are no model calls";
    }
    String operation = Fields.text(attributes, "gen_ai.operation.name");
    return operation == null || CALLS.contains(operation)
        ? null
        : "spans of operation " + operation;
  }

  private void readContent() {
    attribute(attributes);
    for (JsonNode event : span.path("events")) {
      String name = event.path("name").asString("");
      ObjectNode fields = OtelValues.attributes(event.path("attributes"));
      if (name.equals(DETAILS)) {
        attribute(fields);
      } else if (name.startsWith("gen_ai.")) {
        event(name, fields);
      }
    }
    if (prompt.isEmpty() && response == null) {
      numbered();
    }
  }

  /** The newer form. */
  private void attribute(ObjectNode from) {
    JsonNode input = OtelValues.json(from.path("gen_ai.input.messages"));
    if (input.isArray() && prompt.isEmpty()) {
      JsonNode system = OtelValues.json(from.path("gen_ai.system_instructions"));
      if (system.isArray() || system.isString()) {
        prompt.add(ChatMessage.system(OtelMessages.text(system)));
      }
      input.forEach(message -> prompt.addAll(OtelMessages.of(message)));
    }
    JsonNode output = OtelValues.json(from.path("gen_ai.output.messages"));
    if (output.isArray() && !output.isEmpty()) {
      answer(output.get(0), output.get(0).path("finish_reason"));
    }
  }

  /** The older form: an event for each message. */
  private void event(String name, ObjectNode fields) {
    JsonNode whole = OtelValues.json(fields.path("gen_ai.event.content"));
    JsonNode body = whole.isObject() ? whole : fields;
    switch (name) {
      case "gen_ai.choice" -> {
        if (response == null && body.path("index").asInt(0) == 0) {
          JsonNode message = OtelValues.json(body.path("message"));
          answer(message.isObject() ? message : body, body.path("finish_reason"));
        }
      }
      case "gen_ai.content.prompt" ->
          OtelValues.json(fields.path("gen_ai.prompt"))
              .forEach(message -> prompt.addAll(OtelMessages.of(message)));
      case "gen_ai.content.completion" -> {
        JsonNode first = OtelValues.json(fields.path("gen_ai.completion")).path(0);
        if (first.isObject()) {
          answer(first, first.path("finish_reason"));
        }
      }
      default -> {
        if (name.endsWith(".message") && body instanceof ObjectNode object) {
          ObjectNode message = Json.object().setAll(object);
          if (!message.has("role")) {
            message.put("role", name.substring("gen_ai.".length(), name.lastIndexOf('.')));
          }
          prompt.addAll(OtelMessages.of(message));
        }
      }
    }
  }

  /** The form of OpenLLMetry: an attribute for each field of each message. */
  private void numbered() {
    OtelValues.numbered(attributes, "gen_ai.prompt.")
        .forEach(message -> prompt.addAll(OtelMessages.of(message)));
    List<ObjectNode> answers = OtelValues.numbered(attributes, "gen_ai.completion.");
    if (!answers.isEmpty()) {
      answer(answers.getFirst(), answers.getFirst().path("finish_reason"));
    }
  }

  private void answer(JsonNode message, JsonNode reason) {
    if (!(message instanceof ObjectNode object)) {
      throw new IllegalArgumentException("the answer is no message: " + Json.text(message));
    }
    ObjectNode said = Json.object().setAll(object);
    said.put("role", Role.ASSISTANT.wireName());
    response = OtelMessages.of(said).getFirst();
    JsonNode reasons = OtelValues.json(attributes.path("gen_ai.response.finish_reasons"));
    String given = reason.isString() ? reason.stringValue() : reasons.path(0).asString("");
    finishReason = given.equals("tool_call") ? "tool_calls" : given;
  }

  LoggedCall call() {
    String model = Fields.text(attributes, "gen_ai.response.model", "gen_ai.request.model");
    return new LoggedCall(
        origin,
        Fields.text(attributes, "gen_ai.conversation.id", "session.id"),
        Fields.user(Fields.text(attributes, "enduser.id", "user.id")),
        Fields.agent(Fields.text(attributes, "gen_ai.agent.name")),
        model == null ? "" : model,
        time(),
        new Prompt(prompt, tools()),
        Objects.requireNonNull(response),
        finishReason,
        number("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
        number("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"));
  }

  private @Nullable Instant time() {
    String nanos = Fields.text(span, "startTimeUnixNano");
    if (nanos == null) {
      return null;
    }
    long value = Long.parseLong(nanos);
    return Instant.ofEpochSecond(value / NANOS, value % NANOS);
  }

  private long number(String... names) {
    String text = Fields.text(attributes, names);
    return text == null ? 0 : Long.parseLong(text);
  }

  private List<ToolSpec> tools() {
    List<ToolSpec> tools = new ArrayList<>();
    for (JsonNode tool : OtelValues.json(attributes.path("gen_ai.tool.definitions"))) {
      JsonNode function = tool.path("function").isObject() ? tool.path("function") : tool;
      String name = Fields.text(function, "name");
      if (name != null) {
        JsonNode parameters = function.path("parameters");
        tools.add(
            new ToolSpec(
                name,
                function.path("description").asString(""),
                parameters.isObject() ? Json.text(parameters) : NO_PARAMETERS));
      }
    }
    return tools;
  }
}
