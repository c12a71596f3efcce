package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.gateway.money.Tariff;
import dev.hone.store.Budget;
import dev.hone.store.KeyGrant;
import dev.hone.store.Price;
import dev.hone.store.Purse;
import dev.hone.store.StepRecord;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases 44 to 46 of the attacks: what costs is counted, and what is left behind is reclaimed. */
class AttackCostTest {

  private static final String ANSWER =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"big","choices":[{"index":0,
      "message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":70,"completion_tokens":20,"total_tokens":90}}""";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static Purse purse(Service service) {
    return service.ledger.tenant(Service.TENANT).purse();
  }

  private static List<Purse.Spending> spending(Service service) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return purse(service).spending(today.minusDays(1), today.plusDays(1));
  }

  private static long tokens(Service service) {
    return spending(service).stream()
        .mapToLong(one -> one.promptTokens() + one.completionTokens())
        .sum();
  }

  private static long calls(Service service) {
    return spending(service).stream().mapToLong(Purse.Spending::calls).sum();
  }

  @Test
  void case44_everythingThatCostsIsCountedAndTheCapStopsTheNext() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.before(folder, upstream.options())) {
      upstream.answers(
          (request, out) -> {
            String body =
                request.line().contains("embeddings")
                    ? "{\"object\":\"list\",\"data\":[],\"usage\":{\"prompt_tokens\":50,\"total_tokens\":50}}"
                    : ANSWER;
            out.write(
                FakeUpstream.head(200, "application/json", "Content-Length: " + body.length()));
            out.write(body.getBytes(StandardCharsets.UTF_8));
          });
      String limited = ",\"max_tokens\":100}";
      String ask = Service.chatBody("hello", false).replaceFirst("}$", limited);
      // The agent's own reasoning; the same again, as a retry; a side call; a tool loop's next
      // turn.
      service.post("/v1/chat/completions", ask, "X-User-Id", "ann", "X-Session-Id", "s");
      service.post("/v1/chat/completions", ask, "X-User-Id", "ann", "X-Session-Id", "s");
      service.post(
          "/v1/chat/completions",
          ask,
          "X-User-Id",
          "ann",
          "X-Session-Id",
          "s",
          "X-Turn-Type",
          "side");
      service.post(
          "/v1/chat/completions",
          "{\"model\":\"starter\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":"
              + "\"hello\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\","
              + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
              + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"ok\"}]}",
          "X-User-Id",
          "ann",
          "X-Session-Id",
          "s");
      // A sub-agent, which has a key of its own.
      String child =
          service.ledger.issueKey(
              new KeyGrant(Service.TENANT, new AgentId("child"), "", true, true, false));
      service.send(
          HttpRequest.newBuilder(service.at("/v1/chat/completions"))
              .header("x-api-key", child)
              .header("X-User-Id", "ann"),
          "POST",
          ask);
      assertThat(calls(service)).isEqualTo(5);
      assertThat(tokens(service)).isEqualTo(5 * 90);

      String embed = "{\"model\":\"embed\",\"input\":\"hello\",\"user\":\"ann\"}";
      assertThat(service.post("/v1/embeddings", embed).statusCode()).isEqualTo(200);
      assertThat(calls(service)).isEqualTo(6);
      assertThat(tokens(service)).isEqualTo(500);
      assertThat(spending(service)).allMatch(one -> one.user().equals(new UserId("ann")));

      Budget cap = purse(service).set(Budget.Kind.USER, "ann", Budget.Period.DAY, 520L, null);
      assertThat(purse(service).standing(cap).tokens()).isEqualTo(500);
      int before = upstream.seen.size();
      for (String path : List.of("/v1/chat/completions", "/v1/embeddings")) {
        HttpResponse<String> refused =
            service.post(path, path.contains("chat") ? ask : embed, "X-User-Id", "ann");
        assertThat(refused.statusCode()).as(path).isEqualTo(429);
        assertThat(refused.body()).contains("insufficient_quota");
      }
      assertThat(upstream.seen).hasSize(before);
      assertThat(purse(service).standing(cap).reservedTokens()).isZero();
    }
  }

  @Test
  void case44_anEmbeddingOfUnknownUseIsNotFreeAndAFailedOneIs() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.before(folder, upstream.options())) {
      upstream.answers("application/json", "{\"data\":[]}");
      String body = "{\"model\":\"embed\",\"input\":\"" + "x".repeat(400) + "\"}";
      assertThat(service.post("/v1/embeddings", body).statusCode()).isEqualTo(200);
      assertThat(tokens(service)).isEqualTo(Math.ceilDiv(body.length(), 4));
      upstream.answers((request, out) -> out.write(FakeUpstream.head(500, "text/plain")));
      Budget cap = purse(service).set(Budget.Kind.TENANT, "", Budget.Period.DAY, 5000L, null);
      service.post("/v1/embeddings", body);
      await().until(() -> purse(service).standing(cap).reservedTokens() == 0);
      assertThat(tokens(service)).isEqualTo(Math.ceilDiv(body.length(), 4));
    }
  }

  @Test
  void case44_countingTokensIsACall() throws Exception {
    try (Service service = Service.start(folder)) {
      HttpResponse<String> counted =
          service.post(
              "/v1/messages/count_tokens",
              "{\"model\":\"starter\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      assertThat(counted.statusCode()).as(counted.body()).isEqualTo(200);
      assertThat(calls(service)).isEqualTo(1);
      assertThat(tokens(service)).isZero();
    }
  }

  @Test
  void case45_anUnknownPriceIsTheCeilingOrARefusalAndNeverNothing() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream();
        Service ceiling = Service.before(folder.resolve("a"), upstream.options());
        Service refusing =
            Service.before(
                folder.resolve("b"),
                upstream.options(),
                options -> options.withTariff(new Tariff(Map.of(), Tariff.CEILING, true, 1000)),
                ledger -> ledger)) {
      upstream.answers("application/json", ANSWER);
      assertThat(ceiling.chat("hello").statusCode()).isEqualTo(200);
      assertThat(spending(ceiling).getFirst().cost()).isEqualTo(Tariff.CEILING.of(70, 20));
      upstream.answers("application/json", "{\"usage\":{\"prompt_tokens\":10}}");
      String embed = "{\"model\":\"embed\",\"input\":\"a\"}";
      assertThat(ceiling.post("/v1/embeddings", embed).statusCode()).isEqualTo(200);
      assertThat(spending(ceiling)).anyMatch(one -> one.cost() == Tariff.CEILING.of(10, 0));
      int before = upstream.seen.size();
      assertThat(refusing.chat("hello").body()).contains("model_without_price");
      assertThat(refusing.post("/v1/embeddings", embed).body()).contains("model_without_price");
      assertThat(upstream.seen).hasSize(before);
    }
  }

  @Test
  void case46_whatAClientLeavesBehindIsReclaimed() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Service service =
        Service.with(
            folder,
            options ->
                options
                    .withHttp(options.http().withMaxConcurrentRequests(1))
                    .withTariff(
                        new Tariff(
                            Map.of("starter", new Price(Price.NANOS, Price.NANOS)),
                            Tariff.CEILING,
                            false,
                            1000)))) {
      Budget cap = purse(service).set(Budget.Kind.TENANT, "", Budget.Period.DAY, 100_000L, null);
      service.post("/api/limits", "{\"kind\":\"user\",\"name\":\"*\",\"concurrent\":1}");
      service.engine.says(
          request ->
              new Script(
                  java.util.Collections.nCopies(400, "x".repeat(10_000)),
                  List.of(),
                  index -> {
                    if (index == 1) {
                      began.countDown();
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  }));
      try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
        String body = Service.chatBody("hi", true);
        socket
            .getOutputStream()
            .write(
                ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nX-User-Id: gone\r\n"
                        + "Authorization: Bearer "
                        + service.key
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                    .getBytes(StandardCharsets.US_ASCII));
        began.await();
        assertThat(purse(service).standing(cap).reservedTokens()).isPositive();
      }
      goOn.countDown();
      // The place, the reservation and the step: none is held by somebody who has gone.
      service.engine.says("fine");
      HttpResponse<String> next = service.chat("next", "X-User-Id", "gone");
      assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
      await().until(() -> purse(service).standing(cap).reservedTokens() == 0);
      assertThat(
              service.ledger.tenant(Service.TENANT).steps().sessions(null, 10).stream()
                  .flatMap(
                      session ->
                          service
                              .ledger
                              .tenant(Service.TENANT)
                              .steps()
                              .ofSession(session.id())
                              .stream())
                  .map(StepRecord::status))
          .contains(StepRecord.Status.INTERRUPTED)
          .doesNotContain(StepRecord.Status.OPEN);
    }
  }
}
