package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.TenantId;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.gateway.limit.LimitOptions;
import dev.hone.gateway.limit.LimitOptions.Bounds;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Limits of rate and of calls at the same time, through the real server. Its clock stands still.
 */
class LimitsTest {

  private static final String MESSAGES =
      "{\"model\":\"starter\",\"max_tokens\":20,\"messages\":[{\"role\":\"user\","
          + "\"content\":\"hello\"}]}";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static String limit(Service service, String fields) throws Exception {
    HttpResponse<String> set = service.post("/api/limits", "{" + fields + "}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    return Service.json(set).path("id").stringValue();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void requestsOfAMinuteAreCountedForEachUserAndToldInOpenAisHeaders() throws Exception {
    try (Service service = Service.start(folder)) {
      String id = limit(service, "\"kind\":\"user\",\"name\":\"*\",\"requests_per_minute\":2");
      HttpResponse<String> first = service.chat("a", "X-User-Id", "ann");
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
      assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
      assertThat(header(first, "x-ratelimit-reset-requests")).isEqualTo("30s");
      assertThat(service.chat("b", "X-User-Id", "ann").statusCode()).isEqualTo(200);

      HttpResponse<String> refused = service.chat("c", "X-User-Id", "ann");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(header(refused, "Retry-After")).isEqualTo("30");
      assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
      JsonNode error = Service.json(refused).path("error");
      assertThat(error.path("code").stringValue()).isEqualTo("rate_limit_exceeded");
      assertThat(error.path("message").stringValue())
          .isEqualTo(
              "The limit of user 'ann' is 2 requests per minute, and it is reached; try again in"
                  + " 30 s.");
      assertThat(service.chat("d", "X-User-Id", "bob").statusCode()).isEqualTo(200);

      assertThat(service.send(service.request("/api/limits/" + id).DELETE()).statusCode())
          .isEqualTo(200);
      assertThat(service.chat("e", "X-User-Id", "ann").statusCode()).isEqualTo(200);
      assertThat(service.send(service.request("/api/limits/" + id).DELETE()).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void anthropicsCallersAreToldInTheirs() throws Exception {
    try (Service service = Service.start(folder)) {
      limit(service, "\"kind\":\"tenant\",\"requests_per_minute\":1");
      HttpResponse<String> first = service.post("/v1/messages", MESSAGES);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      assertThat(header(first, "anthropic-ratelimit-requests-limit")).isEqualTo("1");
      assertThat(header(first, "anthropic-ratelimit-requests-remaining")).isEqualTo("0");
      assertThat(header(first, "anthropic-ratelimit-requests-reset")).endsWith("Z");
      HttpResponse<String> refused = service.post("/v1/messages", MESSAGES);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(header(refused, "Retry-After")).isEqualTo("60");
      assertThat(Service.json(refused).path("error").path("type").stringValue())
          .isEqualTo("rate_limit_error");
    }
  }

  @Test
  void tokensAreKeptBackAndGivenBackWhenTheCallHasEnded() throws Exception {
    try (Service service = Service.start(folder)) {
      limit(service, "\"kind\":\"agent\",\"name\":\"assistant\",\"tokens_per_minute\":1000");
      long used = 0;
      HttpResponse<String> answer = service.chat("hello");
      while (answer.statusCode() == 200) {
        used += Service.json(answer).path("usage").path("total_tokens").asLong();
        answer = service.chat("hello");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).contains("agent 'assistant' is 1000 tokens per minute");
      assertThat(header(answer, "x-ratelimit-limit-tokens")).isEqualTo("1000");
      // The longest answer that the next call could give did not fit any more, and only that.
      assertThat(used).isBetween(1000L - 512 - 20, 1000L);
    }
  }

  @Test
  void callsAtTheSameTimeAreCountedForEachKey() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Service service = Service.start(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      limit(service, "\"kind\":\"key\",\"name\":\"*\",\"concurrent\":1");
      service.engine.says(
          request ->
              Script.text("a")
                  .holding(
                      index -> {
                        began.countDown();
                        await(goOn);
                      }));
      Future<HttpResponse<String>> running = threads.submit(() -> service.chat("one"));
      await(began);
      HttpResponse<String> refused = service.chat("two");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("is 1 calls at the same time");
      assertThat(header(refused, "Retry-After")).isEqualTo("1");
      goOn.countDown();
      assertThat(running.get().statusCode()).isEqualTo(200);
      assertThat(service.chat("three").statusCode()).isEqualTo(200);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTenantCanOnlyNarrowWhatTheInstallationAllows() throws Exception {
    try (Service service =
        Service.with(
            folder,
            options ->
                options.withLimits(
                    LimitOptions.defaults()
                        .withUser(new Bounds(3, 0, 0))
                        .withTenants(
                            Map.of(
                                new TenantId("other"),
                                new LimitOptions.OfTenant(new Bounds(1, 0, 0), 1)))))) {
      limit(service, "\"kind\":\"user\",\"name\":\"*\",\"requests_per_minute\":100");
      for (int i = 0; i < 3; i++) {
        assertThat(service.chat("a" + i).statusCode()).isEqualTo(200);
      }
      assertThat(service.chat("no").statusCode()).isEqualTo(429);
      limit(service, "\"kind\":\"user\",\"name\":\"bob\",\"requests_per_minute\":1");
      assertThat(service.chat("a", "X-User-Id", "bob").statusCode()).isEqualTo(200);
      assertThat(service.chat("b", "X-User-Id", "bob").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void whatIsCountedIsForgotten() throws Exception {
    try (Service service = Service.start(folder)) {
      limit(service, "\"kind\":\"user\",\"name\":\"*\",\"concurrent\":1");
      for (int i = 0; i < 20; i++) {
        assertThat(service.chat("hi", "X-User-Id", "user" + i).statusCode()).isEqualTo(200);
      }
      assertThat(service.get("/metrics").body()).contains("hone_limits_counted 0.0");
    }
  }

  @Test
  void wrongLimitsAreRefusedWithTheField() throws Exception {
    try (Service service = Service.start(folder)) {
      for (String wrong :
          List.of(
              "\"kind\":\"planet\",\"concurrent\":1",
              "\"kind\":\"user\",\"concurrent\":1",
              "\"kind\":\"tenant\",\"name\":\"x\",\"concurrent\":1",
              "\"kind\":\"key\",\"name\":\"x\",\"concurrent\":1",
              "\"kind\":\"tenant\",\"concurrent\":0",
              "\"kind\":\"tenant\"")) {
        assertThat(service.post("/api/limits", "{" + wrong + "}").statusCode())
            .as(wrong)
            .isEqualTo(400);
      }
      String plain =
          service
              .ledger
              .tenant(Service.TENANT)
              .keys()
              .issue(
                  new dev.hone.store.KeyGrant(Service.TENANT, Service.AGENT, "", true, true, false))
              .secret();
      assertThat(
              service
                  .send(
                      HttpRequest.newBuilder(service.at("/api/limits"))
                          .header("x-api-key", plain)
                          .GET())
                  .statusCode())
          .isEqualTo(403);
    }
  }
}
