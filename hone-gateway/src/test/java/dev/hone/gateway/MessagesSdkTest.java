package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's Messages with the official Java client, unmodified. */
class MessagesSdkTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @SuppressWarnings("NullAway.Init")
  private AnthropicClient client;

  @BeforeEach
  void start() {
    service = Service.start(folder);
    client = client(service.key);
  }

  private AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(service.at("").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    service.close();
  }

  private static MessageCreateParams.Builder ask(String text) {
    return MessageCreateParams.builder().model("starter").maxTokens(100).addUserMessage(text);
  }

  private Message create(MessageCreateParams.Builder params) {
    return client.messages().create(params.build());
  }

  private Message stream(MessageCreateParams.Builder params) {
    MessageAccumulator whole = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(params.build())) {
      stream.stream().forEach(whole::accumulate);
    }
    return whole.message();
  }

  private static MessageCreateParams.Builder withTimer(MessageCreateParams.Builder params) {
    return params.addTool(
        Tool.builder()
            .name("timer")
            .inputSchema(
                Tool.InputSchema.builder()
                    .properties(
                        Tool.InputSchema.Properties.builder()
                            .putAdditionalProperty(
                                "minutes", JsonValue.from(Map.of("type", "integer")))
                            .build())
                    .build())
            .build());
  }

  @Test
  void wholeAnswer() {
    Message answer =
        create(ask("hi").system("Be kind.").metadata(Metadata.builder().userId("anna").build()));
    assertThat(answer.content().getFirst().asText().text()).isEqualTo("Hello, world");
    assertThat(answer.stopReason()).contains(StopReason.END_TURN);
    assertThat(answer.usage().outputTokens()).isEqualTo(4);
    assertThat(answer.id()).startsWith("msg_");
    assertThat(service.engine.requests.getFirst().prompt().messages())
        .containsExactly(ChatMessage.system("Be kind."), ChatMessage.user("hi"));
  }

  @Test
  void streamedAnswer() {
    Message answer = stream(ask("hi").maxTokens(2));
    assertThat(answer.content().getFirst().asText().text()).isEqualTo("Hello,");
    assertThat(answer.stopReason()).contains(StopReason.MAX_TOKENS);
    assertThat(answer.usage().outputTokens()).isEqualTo(2);
    assertThat(answer.usage().inputTokens()).isEqualTo(1);
  }

  @Test
  void toolCallAndItsResult() {
    service.engine.says(
        request ->
            request.prompt().messages().getLast().role() == Role.TOOL
                ? Script.text("Done.")
                : Script.calling(
                    new ToolCall("toolu_1", "timer", "{\"minutes\":5}"),
                    new ToolCall("toolu_2", "timer", "{\"minutes\":7}")));
    MessageCreateParams.Builder params = withTimer(ask("two timers"));
    Message first = stream(params);
    assertThat(first.stopReason()).contains(StopReason.TOOL_USE);
    List<ToolUseBlock> uses = first.content().stream().map(block -> block.asToolUse()).toList();
    assertThat(uses.stream().map(use -> use._input().convert(Map.class).get("minutes")))
        .containsExactly(5, 7);
    Message second =
        create(
            params
                .addMessage(first)
                .addUserMessageOfContentBlockParams(
                    List.of(result("toolu_1"), result("toolu_2"), ContentBlockParam.ofText("ok"))));
    assertThat(second.content().getFirst().asText().text()).isEqualTo("Hello, world");
    List<ChatMessage> seen = service.engine.requests.getLast().prompt().messages();
    assertThat(seen)
        .containsExactly(
            ChatMessage.user("two timers"),
            ChatMessage.assistant(
                "",
                List.of(
                    new ToolCall("toolu_1", "timer", "{\"minutes\":5}"),
                    new ToolCall("toolu_2", "timer", "{\"minutes\":7}"))),
            ChatMessage.tool("toolu_1", "Error: full"),
            ChatMessage.tool("toolu_2", "Error: full"),
            ChatMessage.user("ok"));
  }

  private ContentBlockParam result(String use) {
    service.engine.says("Hello", ", world");
    return ContentBlockParam.ofToolResult(
        ToolResultBlockParam.builder().toolUseId(use).content("full").isError(true).build());
  }

  @Test
  void countsTokens() {
    assertThat(
            client
                .messages()
                .countTokens(
                    MessageCountTokensParams.builder()
                        .model("starter")
                        .system("Be kind.")
                        .addUserMessage("hi")
                        .build())
                .inputTokens())
        .isEqualTo(2);
    assertThat(service.engine.requests).isEmpty();
  }

  @Test
  void errorsAreTheClientsOwn() {
    assertThatThrownBy(() -> create(ask("hi").model("nobody")))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> {
              assertThat(e.getMessage()).contains("starter@0");
              assertThat(e.requestId().orElseThrow()).startsWith("req_");
            });
    assertThatThrownBy(
            () -> create(ask("hi").putAdditionalBodyProperty("temperature", JsonValue.from(1.5))))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("temperature");
    AnthropicClient stranger = client("sk-nobody");
    try {
      assertThatThrownBy(() -> stranger.messages().create(ask("hi").build()))
          .isInstanceOf(UnauthorizedException.class);
    } finally {
      stranger.close();
    }
  }

  @Test
  void errorsHaveTheDialectsShape() throws Exception {
    HttpResponse<String> answer = service.post("/v1/messages", "{\"model\":\"starter\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    String id = answer.headers().firstValue("request-id").orElseThrow();
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
                + "\"Missing required field 'messages'.\"},\"request_id\":\""
                + id
                + "\"}");
    HttpResponse<String> nobody =
        service.send(
            HttpRequest.newBuilder(service.at("/v1/messages")), "POST", "{}", "x-api-key", "wrong");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.body()).contains("\"type\":\"authentication_error\"");
    assertThat(service.get("/v1/messages/batches").body())
        .contains("\"error\":{\"type\":\"not_found_error\"");
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
    assertThatThrownBy(() -> stream(ask("hi"))).isInstanceOf(AnthropicException.class);
  }

  @Test
  void stepsOfAllDialectsAreOneSession() throws Exception {
    HttpResponse<String> first =
        service.post(
            "/v1/messages",
            "{\"model\":\"starter\",\"max_tokens\":9,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"hi\"}]}");
    HttpResponse<String> second =
        service.post(
            "/v1/responses",
            "{\"model\":\"starter\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hello, world\"},"
                + "{\"role\":\"user\",\"content\":\"and?\"}]}");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(service.step(second).session()).isEqualTo(service.step(first).session());
    assertThat(service.result(first).responseIds()).hasSize(4);
    assertThat(service.result(first).logprobs()).hasSize(4);
  }
}
