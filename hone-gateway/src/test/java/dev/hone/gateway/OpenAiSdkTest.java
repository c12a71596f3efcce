package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client, unmodified. */
class OpenAiSdkTest {

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

  private static ChatCompletionCreateParams.Builder ask(String text) {
    return ChatCompletionCreateParams.builder().model("starter").addUserMessage(text);
  }

  private ChatCompletion create(ChatCompletionCreateParams.Builder params) {
    return service.openai().chat().completions().create(params.build());
  }

  private static ChatCompletionCreateParams.Builder withTimer(
      ChatCompletionCreateParams.Builder params) {
    return params.addFunctionTool(
        FunctionDefinition.builder()
            .name("timer")
            .parameters(
                FunctionParameters.builder()
                    .putAdditionalProperty("type", JsonValue.from("object"))
                    .putAdditionalProperty(
                        "properties", JsonValue.from(Map.of("minutes", Map.of("type", "integer"))))
                    .build())
            .build());
  }

  @Test
  void wholeAnswer() {
    ChatCompletion answer = create(ask("hi").temperature(0.0).seed(7).maxCompletionTokens(2));
    assertThat(answer.choices().getFirst().message().content()).contains("Hello,");
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(answer.model()).isEqualTo("starter@0");
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(2);
    assertThat(service.engine.requests.getFirst().sampling().seed()).isEqualTo(7L);
  }

  @Test
  void streamedAnswer() {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        service
            .openai()
            .chat()
            .completions()
            .createStreaming(
                ask("hi")
                    .logprobs(true)
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      stream.stream().forEach(whole::accumulate);
    }
    ChatCompletion answer = whole.chatCompletion();
    assertThat(answer.choices().getFirst().message().content()).contains("Hello, world");
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
  }

  @Test
  void toolCallAndItsResult() {
    service.engine.says(
        request ->
            request.prompt().messages().getLast().role() == Role.TOOL
                ? Script.text("Done.")
                : Script.calling(new ToolCall("call_1", "timer", "{\"minutes\":5}")));
    ChatCompletionCreateParams.Builder params = withTimer(ask("five minutes"));
    ChatCompletion first = create(params);
    assertThat(first.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    ChatCompletionMessageFunctionToolCall call =
        first.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
    assertThat(call.function().name()).isEqualTo("timer");
    assertThat(call.function().arguments()).isEqualTo("{\"minutes\":5}");
    ChatCompletion second =
        create(
            params
                .addMessage(first.choices().getFirst().message())
                .addMessage(
                    com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("set")
                        .build()));
    assertThat(second.choices().getFirst().message().content()).contains("Done.");
    assertThat(service.engine.requests.getLast().prompt().messages().get(1).toolCalls())
        .containsExactly(new ToolCall("call_1", "timer", "{\"minutes\":5}"));
  }

  @Test
  void streamedToolCall() {
    service.engine.says(
        request ->
            Script.calling(
                new ToolCall("call_1", "timer", "{\"minutes\":5}"),
                new ToolCall("call_2", "timer", "{\"minutes\":7}")));
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        service
            .openai()
            .chat()
            .completions()
            .createStreaming(withTimer(ask("two timers")).build())) {
      stream.stream().forEach(whole::accumulate);
    }
    List<String> arguments =
        whole.chatCompletion().choices().getFirst().message().toolCalls().orElseThrow().stream()
            .map(call -> call.asFunction().function().arguments())
            .toList();
    assertThat(arguments).containsExactly("{\"minutes\":5}", "{\"minutes\":7}");
  }

  @Test
  void errorsAreTheClientsOwn() {
    assertThatThrownBy(() -> create(ask("hi").model("nobody")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("starter@0");
    assertThatThrownBy(() -> create(ask("hi").n(3)))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("'n' is 3");
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
    StringBuilder text = new StringBuilder();
    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  service.openai().chat().completions().createStreaming(ask("hi").build())) {
                stream.stream()
                    .forEach(
                        chunk ->
                            chunk.choices().getFirst().delta().content().ifPresent(text::append));
              }
            })
        .isInstanceOf(OpenAIException.class);
    assertThat(text.toString()).isEqualTo("Hel");
  }

  @Test
  void models() {
    assertThat(service.openai().models().list().data().stream().map(Model::id))
        .containsExactly("starter", "starter@0");
    assertThat(service.openai().models().retrieve("starter@0").id()).isEqualTo("starter@0");
  }
}
