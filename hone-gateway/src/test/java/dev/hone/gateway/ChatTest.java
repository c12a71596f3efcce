package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
  @TempDir Path folder;
  private final MemoryLedger ledger = new MemoryLedger();
  private final ScriptedEngine engine = new ScriptedEngine();
  private Gateway gateway;
  private OpenAIClient client;

  @BeforeEach
  void start() {
    TenantId tenant = new TenantId("acme");
    ledger.createTenant(tenant, "Acme");
    String key = ledger.issueKey(new KeyGrant(tenant, new AgentId("a"), "test", true, true, true));
    ledger.versions().registerBase("p", folder.toString());
    gateway =
        Gateway.start(
            GatewayOptions.defaults().withPort(0),
            ledger,
            engine,
            null,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Clock.systemUTC());
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + gateway.port() + "/v1")
            .apiKey(key)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
  }

  @Test
  void answersWhole() {
    ChatCompletion answer =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder().model("p").addUserMessage("hi").build());
    assertThat(answer.choices().getFirst().message().content()).contains("Hello, world");
    assertThat(answer.model()).isEqualTo("p@0");
  }

  @Test
  void streams() {
    StringBuilder text = new StringBuilder();
    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(
                ChatCompletionCreateParams.builder().model("p").addUserMessage("hi").build())) {
      List<ChatCompletionChunk> chunks = stream.stream().toList();
      chunks.forEach(c -> c.choices().getFirst().delta().content().ifPresent(text::append));
    }
    assertThat(text.toString()).isEqualTo("Hello, world");
  }
}
