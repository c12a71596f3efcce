package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.KeyGrant;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** OpenAI's Responses with the official Java client, unmodified. */
class ResponsesSdkTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(folder);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static ResponseCreateParams.Builder ask(String text) {
    return ResponseCreateParams.builder().model("starter").input(text);
  }

  private Response create(ResponseCreateParams.Builder params) {
    return service.openai().responses().create(params.build());
  }

  private Response stream(ResponseCreateParams.Builder params) {
    ResponseAccumulator whole = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        service.openai().responses().createStreaming(params.build())) {
      stream.stream().forEach(whole::accumulate);
    }
    return whole.response();
  }

  private static String text(Response response) {
    return response.output().getFirst().asMessage().content().getFirst().asOutputText().text();
  }

  private static ResponseCreateParams.Builder withTimer(ResponseCreateParams.Builder params) {
    return params.addTool(
        FunctionTool.builder()
            .name("timer")
            .strict(true)
            .parameters(
                FunctionTool.Parameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty(
                        "properties", JsonValue.from(Map.of("minutes", Map.of("type", "integer"))))
                    .build())
            .build());
  }

  @Test
  void wholeAnswer() {
    Response answer = create(ask("hi").instructions("Be kind.").temperature(0.0));
    assertThat(text(answer)).isEqualTo("Hello, world");
    assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
    assertThat(answer.usage().orElseThrow().outputTokens()).isEqualTo(4);
    assertThat(answer.validate().id()).startsWith("resp_");
    assertThat(service.engine.requests.getFirst().prompt().messages())
        .containsExactly(ChatMessage.system("Be kind."), ChatMessage.user("hi"));
  }

  @Test
  void aLimitMakesItIncomplete() {
    Response answer = create(ask("hi").maxOutputTokens(2));
    assertThat(answer.status()).contains(ResponseStatus.INCOMPLETE);
    assertThat(answer.incompleteDetails().orElseThrow().reason().orElseThrow().toString())
        .isEqualTo("max_output_tokens");
  }

  @Test
  void streamedAnswer() {
    Response answer = stream(ask("hi"));
    assertThat(text(answer)).isEqualTo("Hello, world");
    assertThat(answer.usage().orElseThrow().outputTokens()).isEqualTo(4);
  }

  @Test
  void toolCallAndItsResult() {
    service.engine.says(
        request ->
            request.prompt().messages().getLast().role() == Role.TOOL
                ? Script.text("Done.")
                : Script.calling(
                    new ToolCall("call_1", "timer", "{\"minutes\":5}"),
                    new ToolCall("call_2", "timer", "{\"minutes\":7}")));
    Response first = stream(withTimer(ask("two timers")));
    List<ResponseFunctionToolCall> calls =
        first.output().stream().map(item -> item.asFunctionCall()).toList();
    assertThat(calls.stream().map(ResponseFunctionToolCall::arguments))
        .containsExactly("{\"minutes\":5}", "{\"minutes\":7}");
    Response second =
        create(
            withTimer(
                ResponseCreateParams.builder()
                    .model("starter")
                    .inputOfResponse(
                        List.of(
                            ResponseInputItem.ofEasyInputMessage(
                                EasyInputMessage.builder()
                                    .role(EasyInputMessage.Role.USER)
                                    .content("two timers")
                                    .build()),
                            ResponseInputItem.ofFunctionCall(calls.get(0)),
                            ResponseInputItem.ofFunctionCall(calls.get(1)),
                            output("call_1"),
                            output("call_2")))));
    assertThat(text(second)).isEqualTo("Done.");
    assertThat(service.engine.requests.getLast().prompt().messages().get(1).toolCalls())
        .containsExactly(
            new ToolCall("call_1", "timer", "{\"minutes\":5}"),
            new ToolCall("call_2", "timer", "{\"minutes\":7}"));
  }

  private static ResponseInputItem output(String call) {
    return ResponseInputItem.ofFunctionCallOutput(
        ResponseInputItem.FunctionCallOutput.builder().callId(call).output("set").build());
  }

  @Test
  void goesOnFromAPreviousResponse() {
    Response first = create(ask("hi").instructions("Be kind."));
    Response second = create(ask("again").instructions("Be brief.").previousResponseId(first.id()));
    Response third = create(ask("more").previousResponseId(second.id()));
    assertThat(service.engine.requests.getLast().prompt().messages())
        .containsExactly(
            ChatMessage.user("hi"),
            ChatMessage.assistant("Hello, world"),
            ChatMessage.user("again"),
            ChatMessage.assistant("Hello, world"),
            ChatMessage.user("more"));
    assertThat(service.engine.requests.get(1).prompt().messages().getFirst())
        .isEqualTo(ChatMessage.system("Be brief."));
    assertThat(third.previousResponseId()).contains(second.id());
    Response again = service.openai().responses().retrieve(second.id());
    assertThat(text(again)).isEqualTo("Hello, world");
    assertThatThrownBy(() -> service.openai().responses().retrieve("resp_nobody"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void anUnknownPreviousResponseIsAnError() throws Exception {
    assertThatThrownBy(() -> create(ask("x").previousResponseId("resp_nobody")))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("resp_nobody");
    String chat = Service.json(service.chat("hi")).path("id").stringValue();
    assertThatThrownBy(
            () -> create(ask("x").previousResponseId(chat.replace("chatcmpl-", "resp_"))))
        .isInstanceOf(BadRequestException.class);
    Response secret = create(ask("hi").store(false));
    assertThatThrownBy(() -> create(ask("x").previousResponseId(secret.id())))
        .isInstanceOf(BadRequestException.class);
  }

  @Test
  void errorsAreTheClientsOwn() {
    assertThatThrownBy(() -> create(ask("hi").model("nobody")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("starter@0");
    assertThatThrownBy(() -> create(ask("hi").background(true)))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("background");
  }

  @Test
  void aStreamThatBreaksOffThrows() {
    service.engine.says(
        request ->
            Script.text("Hel", "lo")
                .holding(
                    index -> {
                      if (index == 1) {
                        throw new IllegalStateException("the engine broke");
                      }
                    }));
    assertThatThrownBy(() -> stream(ask("hi"))).isInstanceOf(OpenAIException.class);
  }

  @Test
  void theSameKeyGivesTheSameAnswer() throws Exception {
    String body = "{\"model\":\"starter\",\"input\":\"hi\",\"stream\":true}";
    HttpResponse<String> first = service.post("/v1/responses", body, "Idempotency-Key", "k");
    HttpResponse<String> again = service.post("/v1/responses", body, "Idempotency-Key", "k");
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(service.engine.requests).hasSize(1);
    assertThat(last(again).path("response")).isEqualTo(last(first).path("response"));
    JsonNode kept = dev.hone.gateway.http.Json.read(service.result(first).responseBody());
    assertThat(last(first).path("response")).isEqualTo(kept);
    assertThat(kept.path("id").stringValue()).isEqualTo("resp_" + service.step(first).id());
  }

  @Test
  void anotherTenantsResponseDoesNotExist() throws Exception {
    Response mine = create(ask("my secret"));
    TenantId other = new TenantId("other");
    service.ledger.createTenant(other, "Other");
    String key =
        service.ledger.issueKey(new KeyGrant(other, new AgentId("a"), "test", true, true, false));
    HttpResponse<String> answer =
        service.send(
            HttpRequest.newBuilder(service.at("/v1/responses")),
            "POST",
            "{\"model\":\"starter\",\"input\":\"x\",\"previous_response_id\":\""
                + mine.id()
                + "\"}",
            "Authorization",
            "Bearer " + key);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("secret");
    HttpResponse<String> fetched =
        service.send(
            HttpRequest.newBuilder(service.at("/v1/responses/" + mine.id()))
                .header("Authorization", "Bearer " + key)
                .GET());
    assertThat(fetched.statusCode()).isEqualTo(404);
    assertThat(service.engine.requests).hasSize(1);
  }

  @Test
  void theDoneMarkIsAMatterOfConfiguration() throws Exception {
    String body = "{\"model\":\"starter\",\"input\":\"hi\",\"stream\":true}";
    assertThat(service.post("/v1/responses", body).body()).doesNotContain("[DONE]");
    try (Service marking =
        Service.with(
            folder.resolve("marking"),
            options -> options.withAnswers(options.answers().withResponsesDoneMark(true)))) {
      assertThat(marking.post("/v1/responses", body).body()).endsWith("\n\ndata: [DONE]\n\n");
    }
  }

  private static JsonNode last(HttpResponse<String> stream) {
    String[] events = stream.body().split("\n\n");
    return dev.hone.gateway.http.Json.read(
        events[events.length - 1].substring(events[events.length - 1].indexOf("data: ") + 6));
  }
}
