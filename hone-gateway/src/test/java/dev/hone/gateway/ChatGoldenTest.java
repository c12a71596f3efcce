package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ToolCall;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact bytes of answers. */
class ChatGoldenTest {

  private static final Pattern ID = Pattern.compile("chatcmpl-[0-9a-f-]{36}");
  private static final String TOOLS =
      "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"timer\","
          + "\"parameters\":{\"type\":\"object\"}}}]";

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

  private static String masked(String body) {
    return ID.matcher(body).replaceAll("ID");
  }

  @Test
  void wholeAnswer() throws Exception {
    service.engine.says("Hel", "lo");
    HttpResponse<String> answer = service.chat("hi");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(masked(answer.body()))
        .isEqualTo(
            "{\"id\":\"ID\",\"object\":\"chat.completion\",\"created\":1760000000,"
                + "\"model\":\"starter@0\",\"system_fingerprint\":\"template-hash\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Hello\",\"refusal\":null},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,"
                + "\"completion_tokens\":3,\"total_tokens\":4}}");
    StepRecord step = service.step(answer);
    assertThat(step.status()).isEqualTo(StepRecord.Status.COMPLETE);
    StepResult result = service.result(answer);
    assertThat(result.responseIds()).containsExactly(100, 101, 102);
    assertThat(result.logprobs()).containsExactly(-0.25f, -0.25f, -0.25f);
    assertThat(result.responseBody()).asString().isEqualTo(answer.body());
  }

  @Test
  void streamedText() throws Exception {
    service.engine.says("Hé", "llo");
    HttpResponse<String> answer =
        service.post(
            "/v1/chat/completions",
            "{\"model\":\"starter@0\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    assertThat(answer.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    String head =
        "data: {\"id\":\"ID\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
            + "\"model\":\"starter@0\",\"system_fingerprint\":\"template-hash\",\"choices\":[";
    String tail = ",\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";
    assertThat(masked(answer.body()))
        .isEqualTo(
            head
                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\","
                + "\"refusal\":null}"
                + tail
                + head
                + "{\"index\":0,\"delta\":{\"content\":\"Hé\"}"
                + tail
                + head
                + "{\"index\":0,\"delta\":{\"content\":\"llo\"}"
                + tail
                + head
                + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":null}\n\n"
                + head
                + "],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":3,\"total_tokens\":4}}"
                + "\n\n"
                + "data: [DONE]\n\n");
    assertThat(service.step(answer).status()).isEqualTo(StepRecord.Status.COMPLETE);
  }

  @Test
  void streamedToolCall() throws Exception {
    service.engine.says(
        request ->
            ScriptedEngine.Script.calling(new ToolCall("call_1", "timer", "{\"minutes\":5}")));
    HttpResponse<String> answer =
        service.post(
            "/v1/chat/completions",
            "{\"model\":\"starter\",\"stream\":true,"
                + TOOLS
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    String head =
        "data: {\"id\":\"ID\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,"
            + "\"model\":\"starter@0\",\"system_fingerprint\":\"template-hash\","
            + "\"choices\":[{\"index\":0,\"delta\":";
    String tail = ",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
    assertThat(masked(answer.body()))
        .isEqualTo(
            head
                + "{\"role\":\"assistant\",\"content\":null,\"refusal\":null}"
                + tail
                + head
                + "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"timer\",\"arguments\":\"\"}}]}"
                + tail
                + head
                + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"minu\"}}]}"
                + tail
                + head
                + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"tes\\\":5}\"}}]}"
                + tail
                + head
                + "{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]}\n\n"
                + "data: [DONE]\n\n");
  }

  @Test
  void logprobs() throws Exception {
    service.engine.says("ü");
    HttpResponse<String> answer =
        service.post(
            "/v1/chat/completions",
            "{\"model\":\"starter\",\"logprobs\":true,\"top_logprobs\":2,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    assertThat(Service.json(answer).at("/choices/0/logprobs").toString())
        .isEqualTo(
            "{\"content\":[{\"token\":\"ü\",\"logprob\":-0.25,\"bytes\":[195,188],"
                + "\"top_logprobs\":[{\"token\":\"ü\",\"logprob\":-0.25,\"bytes\":[195,188]},"
                + "{\"token\":\"ü\",\"logprob\":-1.25,\"bytes\":[195,188]}]}],\"refusal\":null}");
  }

  @Test
  void replayIsTheSameWholeAndStreamed() throws Exception {
    service.engine.says("Hel", "lo");
    HttpResponse<String> first = service.chat("hi", "Idempotency-Key", "k1");
    HttpResponse<String> again = service.chat("hi", "Idempotency-Key", "k1");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(again.headers().firstValue("X-Hone-Step"))
        .isEqualTo(first.headers().firstValue("X-Hone-Step"));
    assertThat(service.engine.requests).hasSize(1);
  }
}
