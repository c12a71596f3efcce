package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hone.core.vault.Secret;
import dev.hone.core.vault.VaultException;
import dev.hone.gateway.UpstreamPlan.FailOver;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.store.StepRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Several upstreams behind the gateway, some of which fail. */
class FailOverTest {

  private static final String EVENTS = "text/event-stream";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeUpstream first;

  @SuppressWarnings("NullAway.Init")
  private FakeUpstream second;

  private final List<Service> services = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void start() throws IOException {
    first = new FakeUpstream();
    second = new FakeUpstream();
    first.answers("application/json", whole("one"));
    second.answers("application/json", whole("two"));
  }

  @AfterEach
  void stop() throws IOException {
    services.forEach(Service::close);
    first.close();
    second.close();
  }

  private static String whole(String text) {
    return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";
  }

  private static byte[] delta(String text) {
    return ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private Service serve(UpstreamPlan plan) {
    Service service = Service.before(folder.resolve("s" + services.size()), plan);
    services.add(service);
    return service;
  }

  private UpstreamPlan both() {
    return Service.plan(first.named("first"), second.named("second")).withNanos(nanos::get);
  }

  private static String text(HttpResponse<String> answer) {
    return Service.json(answer).at("/choices/0/message/content").asString("");
  }

  @Test
  void theFirstOfTheRouteAnswersWhileItCan() throws Exception {
    HttpResponse<String> answer = serve(both()).chat("hi");
    assertThat(text(answer)).isEqualTo("one");
    assertThat(answer.headers().firstValue("X-Hone-Upstream")).hasValue("first");
    assertThat(answer.headers().firstValue("X-Hone-Tried")).isEmpty();
    assertThat(first.seen.getFirst().header("authorization")).isEqualTo("Bearer first-key");
    assertThat(second.seen).isEmpty();
  }

  @Test
  void aDeadPortIsPassedOver() throws Exception {
    Service service = serve(both());
    first.close();
    HttpResponse<String> answer = service.chat("hi");
    assertThat(text(answer)).isEqualTo("two");
    assertThat(answer.headers().firstValue("X-Hone-Tried")).hasValue("first: could not be reached");
    assertThat(second.seen.getFirst().header("authorization")).isEqualTo("Bearer second-key");
    assertThat(service.step(answer).status()).isEqualTo(StepRecord.Status.COMPLETE);
    assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void statusesThatMayBeBetterElsewhereArePassedOver() throws Exception {
    UpstreamPlan plan =
        both().withFailOver(FailOver.defaults().withBreakAfter(100).on(true, false));
    Service service = serve(plan);
    for (int status : new int[] {429, 500, 502, 503, 504, 529}) {
      first.answers(status, "{\"error\":{\"message\":\"no\"}}", "Retry-After: 9");
      HttpResponse<String> answer = service.chat("hi " + status);
      assertThat(text(answer)).as("status %d", status).isEqualTo("two");
      assertThat(answer.headers().firstValue("X-Hone-Tried")).hasValue("first: answered " + status);
    }
  }

  @Test
  void theRequestsOwnFaultIsNotTriedElsewhere() throws Exception {
    Service service = serve(both());
    for (int status : new int[] {400, 401, 404, 413, 422, 500}) {
      first.answers(status, "{\"error\":{\"message\":\"no\"}}");
      assertThat(service.chat("hi " + status).statusCode()).isEqualTo(status);
    }
    assertThat(second.seen).isEmpty();
  }

  @Test
  void aResetBeforeTheHeadIsPassedOver() throws Exception {
    first.answersOn((request, socket) -> FakeUpstream.reset(socket));
    Service service = serve(both());
    assertThat(text(service.chat("hi"))).isEqualTo("two");
    assertThat(service.stream("hi").statusCode()).isEqualTo(200);
  }

  @Test
  void nothingIsTriedAfterTheFirstByte() throws Exception {
    first.answersOn(
        (request, socket) -> {
          socket.getOutputStream().write(FakeUpstream.head(200, EVENTS));
          socket.getOutputStream().write(delta("half"));
          socket.getOutputStream().flush();
          FakeUpstream.reset(socket);
        });
    Service service = serve(both());
    HttpResponse<String> answer = service.stream("hi");
    assertThat(answer.body()).doesNotContain("[DONE]").contains("\"error\":");
    assertThat(second.seen).isEmpty();
    await().until(() -> service.step(answer).status() == StepRecord.Status.INTERRUPTED);
  }

  @Test
  void aWholeAnswerThatBreaksOffIsNotTriedElsewhere() throws Exception {
    first.answers(
        (request, out) -> {
          out.write(FakeUpstream.head(200, "application/json", "Content-Length: 1000"));
          out.write('{');
        });
    assertThat(serve(both()).chat("hi").statusCode()).isEqualTo(502);
    assertThat(second.seen).isEmpty();
  }

  @Test
  void silenceIsPassedOverOnlyWhenConfigured() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    first.answers((request, out) -> block(never));
    UpstreamOptions hasty =
        first
            .named("first")
            .withTimeouts(
                new UpstreamOptions.Timeouts(
                    Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMinutes(1)));
    UpstreamPlan plan = Service.plan(hasty, second.named("second"));
    assertThat(serve(plan).chat("hi").statusCode()).isEqualTo(504);
    assertThat(second.seen).isEmpty();
    UpstreamPlan goesOn = plan.withFailOver(FailOver.defaults().on(false, true));
    assertThat(text(serve(goesOn).chat("hi"))).isEqualTo("two");
    never.countDown();
  }

  @Test
  void anAnswerMayTakeSoLongInAll() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    first.answers(
        (request, out) -> {
          out.write(FakeUpstream.head(200, EVENTS));
          out.write(delta("half"));
          out.flush();
          block(never);
        });
    UpstreamOptions hasty =
        first
            .named("first")
            .withTimeouts(
                new UpstreamOptions.Timeouts(
                    Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMillis(300)));
    HttpResponse<String> answer = serve(Service.plan(hasty)).stream("hi");
    assertThat(answer.body()).contains("half").contains("\"code\":\"timed_out\"");
    never.countDown();
  }

  @Test
  void aServerWithoutTlsOrWithAStrangersNameIsPassedOver() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerSocket strange = stranger()) {
      Thread.ofVirtual().start(() -> greet(plain));
      Thread.ofVirtual().start(() -> greet(strange));
      for (ServerSocket server : List.of(plain, strange)) {
        UpstreamOptions secure =
            UpstreamOptions.of("secure", URI.create("https://localhost:" + server.getLocalPort()));
        Service service = serve(Service.plan(secure, second.named("second")));
        assertThat(text(service.chat("hi"))).isEqualTo("two");
        HttpResponse<String> answer = serve(Service.plan(secure)).chat("hi");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("no TLS connection came about");
      }
    }
  }

  /** Shows a certificate that nobody vouches for. */
  private ServerSocket stranger() throws Exception {
    Path store = folder.resolve("stranger.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "s",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void greet(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket
            .getOutputStream()
            .write("HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().read();
      } catch (IOException e) {
        // What the gateway thinks of it is what is tested.
      }
    }
  }

  @Test
  void theOnlyOneIsAskedAgainAfterAPause() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    first.answers(
        (request, out) -> {
          if (calls.incrementAndGet() < 3) {
            out.write(FakeUpstream.head(503, "application/json"));
          } else {
            byte[] body = whole("late").getBytes(StandardCharsets.UTF_8);
            out.write(FakeUpstream.head(200, "application/json", "Content-Length: " + body.length));
            out.write(body);
          }
        });
    Service service = serve(Service.plan(first.named("first")));
    HttpResponse<String> answer = service.chat("hi");
    assertThat(text(answer)).isEqualTo("late");
    assertThat(calls).hasValue(3);
    assertThat(service.ledger.tenant(Service.TENANT).steps().sessions(null, 9)).hasSize(1);
  }

  @Test
  void whenAllAreDownTheCallerLearnsWhatWasTried() throws Exception {
    Service service = serve(both().withFailOver(FailOver.defaults().withBreakAfter(2)));
    first.close();
    second.close();
    HttpResponse<String> answer = service.chat("hi");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Service.json(answer).at("/error/message").stringValue())
        .contains("first: could not be reached; second: could not be reached");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    String body =
        "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpResponse<String> open = service.post("/v1/messages", body);
    HttpResponse<String> left = service.post("/v1/messages", body);
    assertThat(open.statusCode()).isGreaterThanOrEqualTo(500);
    assertThat(left.statusCode()).isEqualTo(503);
    assertThat(Service.json(left).path("type").stringValue()).isEqualTo("error");
    assertThat(Service.json(left).at("/error/message").stringValue())
        .contains("first: left alone because it could not be reached");
    assertThat(Integer.parseInt(left.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 2);
    assertThat(service.get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void aCircuitOpensProbesAndCloses() throws Exception {
    Service service = serve(both().withFailOver(FailOver.defaults().withBreakAfter(2)));
    first.answers(503, "{}");
    for (int i = 0; i < 5; i++) {
      assertThat(text(service.chat("hi " + i))).isEqualTo("two");
    }
    assertThat(first.seen).hasSize(2);
    JsonNode status = Service.json(service.get("/api/status")).path("upstreams");
    assertThat(status.at("/0/circuit").stringValue()).isEqualTo("open");
    assertThat(status.at("/0/last_error").stringValue()).isEqualTo("answered 503");
    assertThat(status.at("/1/circuit").stringValue()).isEqualTo("closed");
    assertThat(status.at("/1/in_flight").intValue()).isZero();
    assertThat(service.get("/readyz").body()).contains("degraded").contains("left alone");
    assertThat(service.get("/metrics").body())
        .contains("hone_upstream_circuit{upstream=\"first\"} 1.0")
        .contains("hone_upstream_tries_total{outcome=\"5xx\",upstream=\"first\"} 2.0")
        .doesNotContain("first-key");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(text(service.chat("probe"))).isEqualTo("two");
    assertThat(first.seen).hasSize(3);
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    first.answers("application/json", whole("one"));
    assertThat(text(service.chat("again"))).isEqualTo("one");
    assertThat(Service.json(service.get("/api/status")).at("/upstreams/0/circuit").stringValue())
        .isEqualTo("closed");
  }

  @Test
  void twoHundredParallelCallsKeepOneProbeAndLoseNothing() throws Exception {
    Service service = serve(both().withFailOver(FailOver.defaults().withBreakAfter(5)));
    first.close();
    List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      running.add(
          service.http.sendAsync(
              service
                  .request("/v1/chat/completions")
                  .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("hi " + i, false)))
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> one : running) {
      assertThat(text(one.get())).isEqualTo("two");
    }
    assertThat(second.seen).hasSize(200);
    JsonNode status = Service.json(service.get("/api/status"));
    assertThat(status.at("/upstreams/0/circuit").stringValue()).isEqualTo("open");
    assertThat(status.at("/upstreams/0/in_flight").intValue()).isZero();
    assertThat(status.at("/upstreams/1/in_flight").intValue()).isZero();
    assertThat(status.at("/usage/steps").intValue()).isEqualTo(200);
  }

  @Test
  void aCallFailsOverToAnotherDialect() throws Exception {
    first.answers(529, "{}");
    second.answers(
        "application/json",
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\","
            + "\"usage\":{\"input_tokens\":4,\"output_tokens\":1}}");
    UpstreamOptions other =
        second
            .named("second")
            .withDialect(Dialect.MESSAGES)
            .withModels(Map.of("starter", "claude-x"));
    Service service = serve(Service.plan(first.named("first"), other));
    HttpResponse<String> answer = service.chat("hi");
    assertThat(text(answer)).isEqualTo("hello");
    assertThat(second.seen.getFirst().line()).isEqualTo("POST /v1/messages HTTP/1.1");
    assertThat(second.seen.getFirst().header("x-api-key")).isEqualTo("second-key");
    assertThat(second.seen.getFirst().header("authorization")).isNull();
    assertThat(second.seen.getFirst().text()).contains("\"model\":\"claude-x\"");
    assertThat(service.step(answer).policy()).isEqualTo("starter");
    assertThat(service.result(answer).promptTokens()).isEqualTo(4);
  }

  @Test
  void oneThatCannotBeAskedIsPassedOverToo() throws Exception {
    UpstreamOptions other = first.named("first").withDialect(Dialect.MESSAGES);
    Service service = serve(Service.plan(other, second.named("second")));
    String odd = "{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    HttpResponse<String> answer = service.post("/v1/chat/completions", odd);
    assertThat(text(answer)).isEqualTo("two");
    assertThat(second.seen.getFirst().text()).isEqualTo(odd);
    assertThat(first.seen).isEmpty();
  }

  @Test
  void modelsHaveRoutesAndOtherNames() throws Exception {
    Map<String, List<String>> routes = new LinkedHashMap<>();
    routes.put("gpt-x", List.of("second"));
    routes.put("gpt-*", List.of("first", "second"));
    UpstreamOptions renaming =
        second.named("second").withModels(Map.of("gpt-x", "gpt-x-2026", "emb", "emb-2"));
    UpstreamPlan plan = Service.plan(first.named("first"), renaming).withRoutes(routes);
    Service service = serve(plan);
    String body = "{ \"model\" : \"gpt-x\", \"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    assertThat(text(service.post("/v1/chat/completions", body))).isEqualTo("two");
    assertThat(second.seen.getFirst().text()).isEqualTo(body.replace("gpt-x", "gpt-x-2026"));
    assertThat(text(service.post("/v1/chat/completions", body.replace("gpt-x", "gpt-y"))))
        .isEqualTo("one");
    HttpResponse<String> unknown =
        service.post("/v1/chat/completions", body.replace("gpt-x", "other"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("model_not_found").contains("gpt-x, gpt-*");
    assertThat(service.get("/v1/models").body()).contains("\"gpt-x\"");
  }

  @Test
  void embeddingsFailOverAmongThoseThatHaveThem() throws Exception {
    first.answers(503, "{}");
    second.answers("application/json", "{\"data\":[]}");
    UpstreamOptions without =
        UpstreamOptions.of("third", first.address()).withDialect(Dialect.MESSAGES);
    Service service = serve(Service.plan(without, first.named("first"), second.named("second")));
    HttpResponse<String> answer =
        service.post("/v1/embeddings", "{\"model\":\"emb\",\"input\":\"a\"}");
    assertThat(answer.body()).isEqualTo("{\"data\":[]}");
    assertThat(answer.headers().firstValue("X-Hone-Tried")).hasValue("first: answered 503");
    HttpResponse<String> none =
        serve(Service.plan(without)).post("/v1/embeddings", "{\"model\":\"e\",\"input\":\"a\"}");
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("has no embeddings");
  }

  @Test
  void aRotatedKeyHoldsFromTheNextRequestOnAndIsShownNowhere() throws Exception {
    Secret before = Secret.of("k", "sk-before");
    Secret rotated = Secret.of("k", "sk-after");
    AtomicBoolean there = new AtomicBoolean(true);
    AtomicBoolean changed = new AtomicBoolean();
    UpstreamPlan plan =
        Service.plan(first.named("first"))
            .withVault(
                (tenant, name) -> {
                  if (!there.get()) {
                    throw new VaultException("the file of '" + name + "' is gone");
                  }
                  return changed.get() ? rotated : before;
                });
    Service service = serve(plan);
    service.chat("a");
    changed.set(true);
    HttpResponse<String> after = service.chat("b");
    assertThat(first.seen.get(0).header("authorization")).isEqualTo("Bearer sk-before");
    assertThat(first.seen.get(1).header("authorization")).isEqualTo("Bearer sk-after");
    there.set(false);
    HttpResponse<String> gone = service.chat("c");
    assertThat(gone.statusCode()).isEqualTo(503);
    assertThat(gone.body()).contains("the file of 'first-key' is gone");
    assertThat(
            service.get("/metrics").body()
                + service.get("/api/status").body()
                + service.step(after)
                + plan
                + rotated
                + after.headers())
        .doesNotContain("sk-");
    there.set(true);
    assertThat(service.chat("d").statusCode()).isEqualTo(200);
  }

  @Test
  void aCallersOwnKeyGoesOnlyWhereItIsConfigured() throws Exception {
    first.answers(503, "{}");
    UpstreamOptions own = UpstreamOptions.of("first", first.address());
    UpstreamOptions none =
        UpstreamOptions.of("second", second.address())
            .withCredential(new UpstreamOptions.Credential.None());
    Service service = serve(Service.plan(own, none));
    service.send(
        HttpRequest.newBuilder(service.at("/v1/chat/completions"))
            .header("X-Hone-Key", service.key)
            .header("Authorization", "Bearer mine")
            .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("hi", false))));
    assertThat(first.seen.getFirst().header("authorization")).isEqualTo("Bearer mine");
    assertThat(second.seen.getFirst().header("authorization")).isNull();
  }

  @Test
  void aPlanThatMakesNoSenseIsRefused() {
    UpstreamOptions a = UpstreamOptions.of("a", URI.create("http://h.example"));
    UpstreamOptions b = UpstreamOptions.of("b", URI.create("http://h.example"));
    UpstreamPlan plan = UpstreamPlan.of(List.of(a, b));
    assertThatThrownBy(() -> plan.withRoutes(Map.of("*", List.of("a"))))
        .hasMessageContaining("no route uses the upstream 'b'");
    assertThatThrownBy(() -> plan.withRoutes(Map.of("*", List.of("a", "b", "c"))))
        .hasMessageContaining("'c', which is not configured; known: a, b");
    assertThatThrownBy(() -> plan.withRoutes(Map.of("a*b", List.of("a", "b"))))
        .hasMessageContaining("its beginning and one '*'");
    assertThatThrownBy(() -> UpstreamPlan.of(List.of(a, a)))
        .hasMessageContaining("two upstreams have the name 'a'");
    assertThatThrownBy(() -> UpstreamOptions.of("a", URI.create("http://u:p@h.example")))
        .hasMessageContaining("holds a user or password")
        .message()
        .doesNotContain("u:p");
    assertThatThrownBy(
            () ->
                serve(
                    UpstreamPlan.of(
                        List.of(
                            a.withCredential(new UpstreamOptions.Credential.Kept("env:NONE"))))))
        .hasMessageContaining("the key of the upstream 'a': there is no secret 'env:NONE'");
  }

  private static void block(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
