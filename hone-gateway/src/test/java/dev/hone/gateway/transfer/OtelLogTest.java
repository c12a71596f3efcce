package dev.hone.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.core.AgentId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenTelemetry spans in each of the forms that the conventions have had. */
class OtelLogTest {

  private static final String INPUT =
      """
      [{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]},
       {"role":"assistant","parts":[{"type":"reasoning","content":"hm"},
         {"type":"tool_call","id":"c1","name":"weather","arguments":{"city":"Paris"}}]},
       {"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"rain, 14 °C"}]}]
      """;
  private static final String OUTPUT =
      """
      [{"role":"assistant","parts":[{"type":"text","content":"Rainy."}],"finish_reason":"stop"}]
      """;

  private static final List<ChatMessage> PROMPT =
      List.of(
          ChatMessage.system("Be brief."),
          ChatMessage.user("Weather in Paris?"),
          ChatMessage.assistant("", List.of(new ToolCall("c1", "weather", "{\"city\":\"Paris\"}"))),
          ChatMessage.tool("c1", "rain, 14 °C"));

  /** An OTLP document with these spans. */
  private static String document(ObjectNode... spans) {
    ObjectNode root = Json.object();
    ObjectNode resource = root.putArray("resourceSpans").addObject();
    resource.putObject("resource").putArray("attributes");
    ArrayNode array = resource.putArray("scopeSpans").addObject().putArray("spans");
    array.addAll(List.of(spans));
    return Json.text(root);
  }

  private static ObjectNode span(Object... attributes) {
    ObjectNode span =
        Json.object()
            .put("traceId", "5b8efff798038103d269b633813fc60c")
            .put("spanId", "eee19b7ec3c1b174")
            .put("name", "chat gpt-4")
            .put("startTimeUnixNano", "1772355601250000000");
    put(span, attributes);
    return span;
  }

  private static void put(ObjectNode holder, Object... attributes) {
    ArrayNode array = holder.withArrayProperty("attributes");
    for (int i = 0; i < attributes.length; i += 2) {
      ObjectNode value = array.addObject().put("key", (String) attributes[i]).putObject("value");
      switch (attributes[i + 1]) {
        case Integer number -> value.put("intValue", number.toString());
        case Object text -> value.put("stringValue", text.toString());
      }
    }
  }

  private static void event(ObjectNode span, String name, Object... attributes) {
    put(span.withArrayProperty("events").addObject().put("name", name), attributes);
  }

  @Test
  void attributesOfToday() {
    List<LoggedCall> calls =
        Logs.calls(
            document(
                span(
                    "gen_ai.operation.name", "chat",
                    "gen_ai.request.model", "gpt-4",
                    "gen_ai.response.model", "gpt-4-0613",
                    "gen_ai.conversation.id", "conv_5",
                    "gen_ai.agent.name", "desk",
                    "gen_ai.usage.input_tokens", 97,
                    "gen_ai.usage.output_tokens", 52,
                    "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"Be brief.\"}]",
                    "gen_ai.tool.definitions",
                        "[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}}]",
                    "gen_ai.input.messages", INPUT,
                    "gen_ai.output.messages", OUTPUT)));

    assertThat(calls).hasSize(1);
    LoggedCall call = calls.getFirst();
    assertThat(call.prompt().messages()).isEqualTo(PROMPT);
    assertThat(call.response()).isEqualTo(ChatMessage.assistant("Rainy."));
    assertThat(call.prompt().tools()).hasSize(1);
    assertThat(call.session()).isEqualTo("conv_5");
    assertThat(call.agent()).isEqualTo(new AgentId("desk"));
    assertThat(call.model()).isEqualTo("gpt-4-0613");
    assertThat(call.promptTokens()).isEqualTo(97);
    assertThat(call.at()).isEqualTo(Instant.parse("2026-03-01T09:00:01.250Z"));
    assertThat(call.finishReason()).isEqualTo("stop");
  }

  @Test
  void structuredAttributesOnTheEvent() {
    String value =
        """
        {"arrayValue":{"values":[{"kvlistValue":{"values":[
          {"key":"role","value":{"stringValue":"%s"}},
          {"key":"parts","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[
            {"key":"type","value":{"stringValue":"text"}},
            {"key":"content","value":{"stringValue":"%s"}}]}}]}}}]}}]}}
        """;
    ObjectNode span = span("gen_ai.operation.name", "chat");
    ObjectNode event =
        span.withArrayProperty("events")
            .addObject()
            .put("name", "gen_ai.client.inference.operation.details");
    event
        .putArray("attributes")
        .addObject()
        .put("key", "gen_ai.input.messages")
        .set("value", Json.read(value.formatted("user", "Hi")));
    event
        .withArrayProperty("attributes")
        .addObject()
        .put("key", "gen_ai.output.messages")
        .set("value", Json.read(value.formatted("assistant", "Hello")));

    assertOne(Logs.calls(document(span)), "Hi", "Hello");
  }

  @Test
  void eventsOfBefore() {
    ObjectNode span = span("gen_ai.system", "openai", "gen_ai.operation.name", "chat");
    event(span, "gen_ai.system.message", "content", "Be brief.");
    event(span, "gen_ai.user.message", "content", "Weather in Paris?");
    event(
        span,
        "gen_ai.assistant.message",
        "tool_calls",
        "[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]");
    event(span, "gen_ai.tool.message", "id", "c1", "content", "rain, 14 °C");
    event(
        span,
        "gen_ai.choice",
        "index",
        0,
        "finish_reason",
        "stop",
        "message",
        "{\"role\":\"assistant\",\"content\":\"Rainy.\"}");

    List<LoggedCall> calls = Logs.calls(document(span));

    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().prompt().messages()).isEqualTo(PROMPT);
    assertThat(calls.getFirst().response()).isEqualTo(ChatMessage.assistant("Rainy."));
  }

  @Test
  void eventsWithOneContentEach() {
    ObjectNode span = span("gen_ai.system", "az.ai.inference");
    event(
        span,
        "gen_ai.user.message",
        "gen_ai.event.content",
        "{\"role\":\"user\",\"content\":\"Hi\"}");
    event(
        span,
        "gen_ai.choice",
        "gen_ai.event.content",
        "{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\",\"index\":0}");

    assertOne(Logs.calls(document(span)), "Hi", "Hello");
  }

  @Test
  void contentEventsAndNumberedAttributes() {
    ObjectNode content = span("gen_ai.system", "openai");
    event(
        content,
        "gen_ai.content.prompt",
        "gen_ai.prompt",
        "[{\"role\":\"user\",\"content\":\"Hi\"}]");
    event(
        content,
        "gen_ai.content.completion",
        "gen_ai.completion",
        "[{\"role\":\"assistant\",\"content\":\"Hello\"}]");
    assertOne(Logs.calls(document(content)), "Hi", "Hello");

    ObjectNode numbered =
        span(
            "gen_ai.system", "openai",
            "gen_ai.prompt.0.role", "user",
            "gen_ai.prompt.0.content", "Hi",
            "gen_ai.completion.0.role", "assistant",
            "gen_ai.completion.0.content", "Hello",
            "gen_ai.completion.0.tool_calls.0.name", "wave",
            "gen_ai.completion.0.tool_calls.0.arguments", "{}");
    List<LoggedCall> calls = Logs.calls(document(numbered));
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().response())
        .isEqualTo(ChatMessage.assistant("Hello", List.of(new ToolCall("", "wave", "{}"))));
  }

  private static void assertOne(List<LoggedCall> calls, String asked, String answered) {
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().prompt().messages()).containsExactly(ChatMessage.user(asked));
    assertThat(calls.getFirst().response()).isEqualTo(ChatMessage.assistant(answered));
  }

  @Test
  void otherSpansAreCountedAndBadOnesNamed() {
    ObjectNode failed = span("gen_ai.operation.name", "chat");
    failed.putObject("status").put("code", 2);
    String log =
        document(
                span("http.request.method", "GET"),
                span("gen_ai.operation.name", "execute_tool"),
                failed,
                span("gen_ai.operation.name", "chat"),
                span(
                    "gen_ai.operation.name", "chat",
                    "gen_ai.input.messages", "[{\"role\":\"alien\",\"parts\":[]}]"))
            + "\n"
            + document(span("gen_ai.input.messages", INPUT, "gen_ai.output.messages", OUTPUT));
    try (LogReader reader = Logs.open(log, null, null)) {
      assertThatThrownBy(reader::next)
          .isInstanceOf(TransferException.class)
          .hasMessageStartingWith("log:1: span eee19b7ec3c1b174: unknown role 'alien'");
      assertThat(Logs.rest(reader)).hasSize(1);
      assertThat(reader.passedOver())
          .isEqualTo(
              Map.of(
                  "spans that are no model calls",
                  1L,
                  "spans of operation execute_tool",
                  1L,
                  "calls that failed",
                  1L,
                  "calls without their messages (the instrumentation must capture message"
                      + " content)",
                  1L));
    }
  }

  @Test
  void brokenJsonEndsTheLog() {
    try (LogReader reader =
        Logs.open("{\"resourceSpans\":[\n{\"scopeSpans\":[{\"spans\":[{]", null, null)) {
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              TransferException.class,
              e -> assertThat(e.code()).isEqualTo(TransferException.Code.BROKEN))
          .hasMessageStartingWith("log:2: not valid JSON");
    }
  }
}
