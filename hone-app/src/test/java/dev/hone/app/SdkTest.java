package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The official OpenAI clients for Java and Node, unmodified, against {@code hone serve}. */
class SdkTest {

  private static final Path NPM = Path.of("src", "test", "npm");
  private static final long MOST_SECONDS = 240;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  @SuppressWarnings("NullAway.Init")
  static ServiceProcess service;

  @BeforeAll
  static void start() {
    service = ServiceProcess.start(folder.resolve("data"), List.of("--no-training"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void java() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(service.url() + "/v1")
            .apiKey(service.key())
            .maxRetries(0)
            .build();
    ChatCompletionCreateParams ask =
        ChatCompletionCreateParams.builder()
            .model("starter")
            .user("java")
            .temperature(0)
            .maxCompletionTokens(64)
            .addUserMessage("Set a timer for 12 minutes.")
            .build();

    ChatCompletion whole = client.chat().completions().create(ask);
    assertThat(whole.model()).isEqualTo("starter@0");
    String text = whole.choices().getFirst().message().content().orElse("");
    assertThat(text).isNotBlank();
    assertThat(whole.usage().orElseThrow().completionTokens()).isPositive();

    assertThat(streamed(client, ask).choices().getFirst().message().content().orElse(""))
        .isEqualTo(text);

    ChatCompletionCreateParams forced =
        ask.toBuilder()
            .addFunctionTool(timer())
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
            .build();
    ChatCompletion called = client.chat().completions().create(forced);
    assertThat(called.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    String arguments = arguments(called);
    assertThat(Json.MAPPER.readTree(arguments).path("minutes").isIntegralNumber()).isTrue();
    assertThat(arguments(streamed(client, forced))).isEqualTo(arguments);
  }

  @Test
  void node() throws IOException, InterruptedException {
    Path work = Files.createDirectories(Path.of("target", "npm-sdk"));
    for (String name : List.of("package.json", "package-lock.json", ".npmrc", "serve.mjs")) {
      Files.write(work.resolve(name), Files.readAllBytes(NPM.resolve(name)));
    }
    run(work, "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");

    JsonNode result = Json.MAPPER.readTree(run(work, "node", "serve.mjs"));

    assertThat(result.path("model").asString()).isEqualTo("starter@0");
    assertThat(result.path("text").asString()).isNotBlank();
    assertThat(result.path("streamed")).isEqualTo(result.path("text"));
    assertThat(result.path("tokens").asInt()).isPositive();
    JsonNode arguments = Json.MAPPER.readTree(result.path("call").path("arguments").asString());
    assertThat(result.path("call").path("name").asString()).isEqualTo("timer_set");
    assertThat(arguments.path("minutes").isIntegralNumber()).isTrue();
    assertThat(result.path("streamedCall")).isEqualTo(result.path("call"));
  }

  private static ChatCompletion streamed(OpenAIClient client, ChatCompletionCreateParams ask) {
    ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(ask)) {
      stream.stream().forEach(whole::accumulate);
    }
    return whole.chatCompletion();
  }

  private static String arguments(ChatCompletion answer) {
    ChatCompletionMessageToolCall call =
        answer.choices().getFirst().message().toolCalls().orElseThrow().getFirst();
    assertThat(call.asFunction().function().name()).isEqualTo("timer_set");
    return call.asFunction().function().arguments();
  }

  private static FunctionDefinition timer() {
    return FunctionDefinition.builder()
        .name("timer_set")
        .parameters(
            FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties",
                    JsonValue.from(
                        Map.of(
                            "minutes", Map.of("type", "integer"),
                            "label", Map.of("type", "string"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("minutes")))
                .build())
        .build();
  }

  private static String run(Path work, String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("HONE_URL", service.url() + "/v1");
    builder.environment().put("HONE_KEY", service.key());
    Process process = builder.start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(List.of(command) + " ended: " + printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed.lines().reduce((first, second) -> second).orElse("");
  }
}
