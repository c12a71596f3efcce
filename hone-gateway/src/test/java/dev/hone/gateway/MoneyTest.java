package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.money.Tariff;
import dev.hone.store.Budget;
import dev.hone.store.Price;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Budgets and keys through the real server. */
class MoneyTest {

  private static final Price PRICE = new Price(3 * Price.NANOS, 15 * Price.NANOS);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static Service priced(Path folder) {
    return Service.with(
        folder,
        options ->
            options.withTariff(new Tariff(Map.of("starter", PRICE), Tariff.CEILING, false, 1000)));
  }

  private static void budget(Service service, String fields) throws Exception {
    HttpResponse<String> set = service.post("/api/budgets", "{" + fields + "}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  @Test
  void aCallOverBudgetIsRefusedInTheCallersDialect() throws Exception {
    try (Service service = priced(folder)) {
      budget(service, "\"kind\":\"tenant\",\"period\":\"day\",\"tokens\":10");
      HttpResponse<String> chat = service.chat("hello");
      assertThat(chat.statusCode()).isEqualTo(429);
      JsonNode error = Service.json(chat).path("error");
      assertThat(error.path("code").stringValue()).isEqualTo("insufficient_quota");
      assertThat(error.path("type").stringValue()).isEqualTo("insufficient_quota");
      assertThat(error.path("message").stringValue())
          .contains("The budget of the tenant per day for 10 tokens is not enough")
          .contains("The call alone may use more than that");
      assertThat(chat.headers().firstValue("Retry-After")).isEmpty();
      assertThat(chat.headers().firstValue("x-should-retry")).contains("false");

      HttpResponse<String> messages =
          service.post(
              "/v1/messages",
              "{\"model\":\"starter\",\"max_tokens\":20,\"messages\":[{\"role\":\"user\","
                  + "\"content\":\"hello\"}]}");
      assertThat(messages.statusCode()).isEqualTo(429);
      assertThat(Service.json(messages).path("error").path("type").stringValue())
          .isEqualTo("rate_limit_error");
      assertThat(service.ledger.tenant(Service.TENANT).steps().sessions(null, 10)).isEmpty();
    }
  }

  @Test
  void aBudgetThatIsSpentSaysWhenItResets() throws Exception {
    try (Service service = priced(folder)) {
      budget(service, "\"kind\":\"tenant\",\"period\":\"month\",\"tokens\":600");
      HttpResponse<String> answer = service.chat("hello");
      for (int i = 0; i < 600 && answer.statusCode() == 200; i++) {
        answer = service.chat("hello");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.body()).contains("It resets at ");
      assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
          .isPositive();
    }
  }

  @Test
  void aCallWithinItsBudgetIsSettledWithWhatItUsed() throws Exception {
    try (Service service = priced(folder)) {
      budget(service, "\"kind\":\"user\",\"name\":\"*\",\"period\":\"month\",\"money\":0.5");
      HttpResponse<String> answer = service.chat("hello", "X-User-Id", "ann");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode used = Service.json(answer).path("usage");
      long cost =
          PRICE.of(used.path("prompt_tokens").asLong(), used.path("completion_tokens").asLong());
      Budget budget = service.ledger.tenant(Service.TENANT).purse().budgets().getFirst();
      assertThat(service.ledger.tenant(Service.TENANT).purse().standing(budget).cost())
          .isEqualTo(cost)
          .isPositive();
      JsonNode listed = Service.json(service.get("/api/budgets")).path("budgets").path(0);
      assertThat(listed.path("reserved").path("tokens").asLong()).isZero();
      JsonNode row =
          Service.json(service.get("/api/usage?from=2000-01-01&to=2000-01-02")).path("usage");
      assertThat(row).isEmpty();
      String removed = "/api/budgets/" + listed.path("id").stringValue();
      assertThat(service.send(service.request(removed).DELETE()).statusCode()).isEqualTo(200);
      assertThat(service.send(service.request(removed).DELETE()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anUpstreamsCallIsReservedAndCountedByTheCeiling() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.before(folder, upstream.options())) {
      upstream.answers(
          (request, out) -> {
            byte[] body =
                """
                {"id":"c","object":"chat.completion","created":1,"model":"big","choices":[{"index":0,
                "message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"""
                    .getBytes(StandardCharsets.UTF_8);
            out.write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
          });
      budget(service, "\"kind\":\"agent\",\"name\":\"assistant\",\"period\":\"total\",\"money\":2");
      assertThat(service.chat("hello").statusCode()).isEqualTo(200);
      Budget budget = service.ledger.tenant(Service.TENANT).purse().budgets().getFirst();
      assertThat(service.ledger.tenant(Service.TENANT).purse().standing(budget).cost())
          .isEqualTo(Tariff.CEILING.of(7, 2));
      // The default answer of 16,384 tokens fits once into 2; one of 32,000 does not.
      HttpResponse<String> refused =
          service.post(
              "/v1/chat/completions",
              Service.chatBody("hello", false).replace("}]", "}],\"max_tokens\":32000"));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
      assertThat(upstream.seen).hasSize(1);
    }
  }

  @Test
  void aModelWithoutPriceIsRefusedWhereThatIsSaid() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service service =
            Service.before(
                folder,
                upstream.options(),
                (GatewayOptions options) ->
                    options.withTariff(new Tariff(Map.of(), Tariff.CEILING, true, 1000)),
                ledger -> ledger)) {
      HttpResponse<String> refused = service.chat("hello");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(Service.json(refused).path("error").path("code").stringValue())
          .isEqualTo("model_without_price");
      assertThat(upstream.seen).isEmpty();
    }
  }

  @Test
  void keysAreIssuedRotatedAndRevoked() throws Exception {
    try (Service service = priced(folder)) {
      HttpResponse<String> issued =
          service.post("/api/keys", "{\"purpose\":\"ci\",\"scopes\":[\"calls\"]}");
      assertThat(issued.statusCode()).as(issued.body()).isEqualTo(201);
      String old = Service.json(issued).path("secret").stringValue();
      String id = Service.json(issued).path("id").stringValue();
      assertThat(with(service, old, "/v1/models")).isEqualTo(200);
      assertThat(with(service, old, "/api/keys")).isEqualTo(403);
      HttpResponse<String> feedback =
          service.send(
              HttpRequest.newBuilder(service.at("/v1/feedback")).header("x-api-key", old),
              "POST",
              "{}");
      assertThat(feedback.statusCode()).isEqualTo(403);
      assertThat(feedback.body()).contains("needs the scope 'feedback'");

      HttpResponse<String> rotated =
          service.post("/api/keys/" + id + "/rotate", "{\"overlap_seconds\":60}");
      String next = Service.json(rotated).path("secret").stringValue();
      assertThat(with(service, old, "/v1/models")).isEqualTo(200);
      assertThat(with(service, next, "/v1/models")).isEqualTo(200);

      assertThat(service.send(service.request("/api/keys/" + id).DELETE()).statusCode())
          .isEqualTo(200);
      HttpResponse<String> messages =
          service.send(
              HttpRequest.newBuilder(service.at("/v1/messages")).header("x-api-key", old),
              "POST",
              "{}");
      assertThat(messages.statusCode()).isEqualTo(401);
      JsonNode error = Service.json(messages).path("error");
      assertThat(error.path("type").stringValue()).isEqualTo("authentication_error");
      assertThat(error.path("message").stringValue()).contains("The API key was revoked at");
      assertThat(with(service, next, "/v1/models")).isEqualTo(200);
      String listed = service.get("/api/keys").body();
      assertThat(listed).contains("\"state\":\"revoked\"").doesNotContain("hone_");
    }
  }

  private static int with(Service service, String key, String path) throws Exception {
    return service
        .send(HttpRequest.newBuilder(service.at(path)).header("Authorization", "Bearer " + key))
        .statusCode();
  }
}
