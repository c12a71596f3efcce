package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import dev.hone.store.StepRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A caller in one dialect, an upstream in another or in the same one, over real sockets. */
class TranslationTest {

  private static final String CHAT_STREAM =
      "data: {\"id\":\"c1\",\"created\":7,\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":"
          + "{\"role\":\"assistant\",\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\","
          + "\"function\":{\"name\":\"timer\",\"arguments\":\"{\\\"m\\\"\"}}]}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
          + "\"function\":{\"arguments\":\":5}\"}}]}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
          + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5}}\n\n"
          + "data: [DONE]\n\n";

  private static final String MESSAGES_WHOLE =
      "{\"id\":\"msg_x\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
          + "\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
          + "{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\","
          + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";

  private static final String MESSAGES_STREAM =
      "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_x\","
          + "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],"
          + "\"usage\":{\"input_tokens\":3,\"output_tokens\":0}}}\n\n"
          + "event: ping\ndata: {\"type\": \"ping\"}\n\n"
          + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
          + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
          + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n"
          + "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
          + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
          + "{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2},\"odd\":[1.50]}\n\n"
          + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
  }

  private Service before(Dialect dialect) {
    return Service.before(folder, upstream.options().withDialect(dialect));
  }

  private JsonNode sent() {
    return Json.read(upstream.seen.getLast().text());
  }

  private static String messages(boolean stream) {
    return "{\"model\":\"m\",\"max_tokens\":50,\"system\":\"Be kind.\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"name\":\"timer\","
        + "\"input_schema\":{\"type\":\"object\"}}],\"top_k\":3,\"odd\":1}";
  }

  private static String types(String stream) {
    StringBuilder types = new StringBuilder();
    for (String event : stream.split("\n\n")) {
      types.append(event, "event: ".length(), event.indexOf('\n')).append(' ');
    }
    return types.toString().strip();
  }

  @Test
  void messagesBeforeChatStreamed() throws Exception {
    upstream.answers("text/event-stream", CHAT_STREAM);
    try (Service service = before(Dialect.CHAT)) {
      HttpResponse<String> answer = service.post("/v1/messages", messages(true));
      assertThat(upstream.seen.getLast().line()).startsWith("POST /v1/chat/completions ");
      assertThat(upstream.seen.getLast().header("authorization")).isEqualTo("Bearer upstream-key");
      assertThat(sent().path("messages").toString())
          .isEqualTo(
              "[{\"role\":\"system\",\"content\":\"Be kind.\"},"
                  + "{\"role\":\"user\",\"content\":\"hi\"}]");
      assertThat(sent().path("stream_options").path("include_usage").booleanValue()).isTrue();
      assertThat(answer.headers().firstValue("X-Hone-Dropped")).contains("odd");
      assertThat(types(answer.body()))
          .isEqualTo(
              "message_start ping content_block_start content_block_delta content_block_delta"
                  + " content_block_stop content_block_start content_block_delta"
                  + " content_block_delta content_block_stop message_delta message_stop");
      StepRecord step = service.step(answer);
      assertThat(answer.body())
          .contains("\"id\":\"msg_" + step.id(), "\"stop_reason\":\"tool_use\"");
      assertThat(step.status()).isEqualTo(StepRecord.Status.COMPLETE);
      assertThat(service.result(answer).promptTokens()).isEqualTo(11);
      JsonNode kept = Json.read(service.result(answer).responseBody());
      assertThat(kept.path("content").get(1).path("input").path("m").intValue()).isEqualTo(5);
    }
  }

  @Test
  void chatBeforeMessagesWholeAndStreamed() throws Exception {
    try (Service service = before(Dialect.MESSAGES)) {
      upstream.answers("application/json", MESSAGES_WHOLE);
      HttpResponse<String> whole = service.chat("hi");
      assertThat(upstream.seen.getLast().line()).startsWith("POST /v1/messages ");
      assertThat(upstream.seen.getLast().header("x-api-key")).isEqualTo("upstream-key");
      assertThat(upstream.seen.getLast().header("anthropic-version")).isEqualTo("2023-06-01");
      assertThat(upstream.seen.getLast().header("authorization")).isNull();
      JsonNode message = Service.json(whole).path("choices").get(0).path("message");
      assertThat(message.path("content").stringValue()).isEqualTo("Hello");
      assertThat(message.path("reasoning_content").stringValue()).isEqualTo("hm");
      upstream.answers("text/event-stream", MESSAGES_STREAM);
      HttpResponse<String> stream = service.stream("hi");
      assertThat(Service.events(stream.body())).last().isEqualTo("[DONE]");
      assertThat(stream.body()).contains("\"content\":\"Hello\"", "\"finish_reason\":\"stop\"");
    }
  }

  @Test
  void responsesBeforeChatGoOnByThemselves() throws Exception {
    upstream.answers(
        "application/json",
        "{\"id\":\"c\",\"created\":1,\"model\":\"gpt\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}");
    try (Service service = before(Dialect.CHAT)) {
      HttpResponse<String> first =
          service.post("/v1/responses", "{\"model\":\"m\",\"input\":\"hi\"}");
      String id = Service.json(first).path("id").stringValue();
      assertThat(id).isEqualTo("resp_" + service.step(first).id());
      HttpResponse<String> second =
          service.post(
              "/v1/responses",
              "{\"model\":\"m\",\"input\":\"and?\",\"previous_response_id\":\"" + id + "\"}");
      assertThat(sent().path("messages").toString())
          .isEqualTo(
              "[{\"role\":\"user\",\"content\":\"hi\"},"
                  + "{\"role\":\"assistant\",\"content\":\"Hello\"},"
                  + "{\"role\":\"user\",\"content\":\"and?\"}]");
      assertThat(service.step(second).session()).isEqualTo(service.step(first).session());
    }
  }

  @Test
  void theSameDialectPassesByteForByte() throws Exception {
    try (Service service = before(Dialect.MESSAGES)) {
      upstream.answers("text/event-stream", MESSAGES_STREAM);
      String body = messages(true).replace("\"odd\":1", "\"odd\" : 1.50");
      HttpResponse<String> answer = service.post("/v1/messages", body);
      assertThat(answer.body()).isEqualTo(MESSAGES_STREAM);
      assertThat(upstream.seen.getLast().text()).isEqualTo(body);
      StepRecord step = service.step(answer);
      assertThat(step.status()).isEqualTo(StepRecord.Status.COMPLETE);
      assertThat(service.result(answer).response().content()).isEqualTo("Hello");
      assertThat(service.result(answer).promptTokens()).isEqualTo(3);
      upstream.answers("application/json", "{\"input_tokens\":9}");
      assertThat(service.post("/v1/messages/count_tokens", body).body())
          .isEqualTo("{\"input_tokens\":9}");
      upstream.answers("application/json", MESSAGES_WHOLE);
      HttpResponse<String> whole = service.post("/v1/messages", messages(false));
      assertThat(whole.body()).isEqualTo(MESSAGES_WHOLE);
      assertThat(new String(service.result(whole).responseBody(), StandardCharsets.UTF_8))
          .isEqualTo(MESSAGES_WHOLE);
    }
  }

  @Test
  void responsesPassByteForByteAndTheWholeIsKept() throws Exception {
    String response =
        "{\"id\":\"resp_up\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\","
            + "\"model\":\"o\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":"
            + "[{\"type\":\"output_text\",\"text\":\"Hello\"}]}],\"odd\":1.50}";
    String stream =
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":"
            + "\"resp_up\",\"model\":\"o\"},\"sequence_number\":0}\n\n"
            + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
            + "\"output_index\":0,\"content_index\":0,\"delta\":\"Hello\",\"sequence_number\":1}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
            + response
            + ",\"sequence_number\":2}\n\n";
    upstream.answers("text/event-stream", stream);
    try (Service service = before(Dialect.RESPONSES)) {
      HttpResponse<String> answer =
          service.post("/v1/responses", "{\"model\":\"o\",\"input\":\"hi\",\"stream\":true}");
      assertThat(answer.body()).isEqualTo(stream);
      assertThat(new String(service.result(answer).responseBody(), StandardCharsets.UTF_8))
          .isEqualTo(response);
      assertThat(service.result(answer).response().content()).isEqualTo("Hello");
    }
  }

  @Test
  void lessonsStandInTheUpstreamsOwnPlace() throws Exception {
    upstream.answers("application/json", MESSAGES_WHOLE);
    try (Service service = before(Dialect.MESSAGES)) {
      service
          .ledger
          .tenant(Service.TENANT)
          .lessons()
          .add(new Scope.OfUser(new UserId("default")), "Be brief.", null, List.of());
      service.post("/v1/messages", messages(false));
      assertThat(sent().path("system").stringValue())
          .isEqualTo("Be kind.\n\nLessons:\n- Be brief.");
      assertThat(sent().path("odd").intValue()).isEqualTo(1);
      service.chat("hi");
      assertThat(sent().path("system").stringValue()).isEqualTo("Lessons:\n- Be brief.");
    }
  }

  @Test
  void errorsAreToldInTheCallersDialect() throws Exception {
    upstream.answers(
        (request, out) ->
            out.write(
                (new String(
                            FakeUpstream.head(429, "application/json", "Retry-After: 7"),
                            StandardCharsets.UTF_8)
                        + "{\"error\":{\"message\":\"slow down\",\"type\":\"x\"}}")
                    .getBytes(StandardCharsets.UTF_8)));
    try (Service service = before(Dialect.CHAT)) {
      HttpResponse<String> answer = service.post("/v1/messages", messages(true));
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).contains("7");
      assertThat(answer.body())
          .startsWith(
              "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\","
                  + "\"message\":\"slow down\"}");
      HttpResponse<String> unsayable =
          service.post(
              "/v1/messages",
              "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":"
                  + "[{\"type\":\"document\",\"source\":{}}]}]}");
      assertThat(unsayable.statusCode()).isEqualTo(400);
      assertThat(unsayable.body()).contains("document", "invalid_request_error");
    }
  }

  @Test
  void aStreamThatBreaksOffIsToldAndKept() throws Exception {
    upstream.answers("text/event-stream", CHAT_STREAM.substring(0, CHAT_STREAM.indexOf("tool_c")));
    try (Service service = before(Dialect.CHAT)) {
      HttpResponse<String> answer = service.post("/v1/messages", messages(true));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"text\":\"lo\"").contains("event: error\n");
      assertThat(answer.body()).doesNotContain("message_stop");
      assertThat(service.step(answer).status()).isEqualTo(StepRecord.Status.INTERRUPTED);
      HttpResponse<String> whole = service.post("/v1/messages", messages(false));
      assertThat(whole.statusCode()).isEqualTo(502);
      assertThat(whole.body()).contains("\"type\":\"api_error\"");
    }
  }

  @Test
  void aHoneKeyInXApiKeyNeverLeavesTheHouse() throws Exception {
    upstream.answers("application/json", MESSAGES_WHOLE);
    UpstreamOptions open = UpstreamOptions.of(upstream.address()).withDialect(Dialect.MESSAGES);
    try (Service service = Service.before(folder, open)) {
      java.net.http.HttpRequest.Builder own =
          java.net.http.HttpRequest.newBuilder(service.at("/v1/messages"));
      service.send(own, "POST", messages(false), "x-api-key", service.key);
      assertThat(upstream.seen.getLast().headers().toString()).doesNotContain(service.key);
      service.send(
          java.net.http.HttpRequest.newBuilder(service.at("/v1/messages")),
          "POST",
          messages(false),
          "X-Hone-Key",
          service.key,
          "x-api-key",
          "sk-theirs");
      assertThat(upstream.seen.getLast().header("x-api-key")).isEqualTo("sk-theirs");
      assertThat(upstream.seen.getLast().headers().toString()).doesNotContain(service.key);
    }
  }
}
