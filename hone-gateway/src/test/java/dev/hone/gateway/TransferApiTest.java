package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.store.KeyGrant;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import and export by the admin API. */
class TransferApiTest {

  private static final String CALLS =
      """
      {"consent":true,"calls":[{"session":"s","user":"ann","model":"m","at":"2026-01-01T00:00:00Z",
       "messages":[{"role":"user","content":"a"}],
       "response":{"role":"assistant","content":"b"},"finish_reason":"stop"}]}
      """;

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

  @Test
  void callsGoInOnceAndComeOut() throws Exception {
    HttpResponse<String> added = service.post("/api/import", CALLS);
    assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    assertThat(Service.json(added).path("added").asInt()).isEqualTo(1);
    assertThat(Service.json(service.post("/api/import", CALLS)).path("known").asInt()).isEqualTo(1);

    HttpResponse<String> rows = service.get("/api/export?shape=openai&user=ann&summary=1");
    assertThat(rows.statusCode()).isEqualTo(200);
    assertThat(rows.body().lines())
        .containsExactly(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}",
            "{\"summary\":{\"sessions\":1,\"steps\":1,\"rows\":1,\"left_out\":{}}}");
    assertThat(service.get("/api/export").body().lines()).hasSize(1);
  }

  @Test
  void manyRowsComeInPieces() throws Exception {
    for (int i = 0; i < 3; i++) {
      service.post(
          "/api/import",
          CALLS
              .replace("\"a\"", "\"" + "x".repeat(100_000) + i + "\"")
              .replace("\"s\"", "\"s" + i + "\""));
    }
    assertThat(service.get("/api/export?shape=trl-prompt").body().lines()).hasSize(3);
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertThat(service.post("/api/import", "{}").body()).contains("'calls' must be an array");
    assertThat(service.post("/api/import", "{\"calls\":[{}]}").statusCode()).isEqualTo(400);
    assertThat(
            service
                .post("/api/import", CALLS.replace("\"role\":\"user\"", "\"role\":\"alien\""))
                .body())
        .contains("calls[0]", "alien");
    assertThat(service.get("/api/export?shape=csv").body()).contains("trl-preference");
    assertThat(service.get("/api/export?judged=great").statusCode()).isEqualTo(400);
    assertThat(service.get("/api/export?session=nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void oneTenantSeesNothingOfAnotherAndConsentIsTheKeys() throws Exception {
    service.post("/api/import", CALLS);
    TenantId other = new TenantId("other");
    service.ledger.createTenant(other, "Other");
    String key =
        service.ledger.issueKey(new KeyGrant(other, new AgentId("a"), "test", false, true, true));
    HttpRequest.Builder export =
        HttpRequest.newBuilder(service.at("/api/export")).header("Authorization", "Bearer " + key);
    assertThat(service.send(export.GET()).body()).isEmpty();
    HttpRequest.Builder in =
        HttpRequest.newBuilder(service.at("/api/import")).header("Authorization", "Bearer " + key);
    assertThat(service.send(in, "POST", CALLS).statusCode()).isEqualTo(403);
  }
}
