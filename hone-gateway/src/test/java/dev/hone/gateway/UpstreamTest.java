package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.core.chat.ToolCall;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another server behind the gateway. */
class UpstreamTest {

  private static final String EVENTS = "text/event-stream; charset=utf-8";
  private static final String STREAM =
      ": warming up\n\n"
          + "data: {\"id\":\"c1\",\"model\":\"m-2026\",\"created\":5,\"choices\":[{\"index\":0,"
          + "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}],\"prompt_token_ids\":[1,2,3]}"
          + "\r\n\r\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Grüß \"},\"token_ids\":[7],"
          + "\"logprobs\":{\"content\":[{\"token\":\"Gr\",\"logprob\":-0.5}]}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"dich 🙂\",\"x\":1}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\","
          + "\"function\":{\"name\":\"timer\",\"arguments\":\"{\\\"m\\\"\"}}]}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
          + "\"function\":{\"arguments\":\":5}\"}}]}}]}\n\n"
          + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n"
          + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":4}}\n\n"
          + "data: [DONE]\n\n";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeUpstream upstream;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
    service = Service.before(folder, upstream.options());
  }

  @AfterEach
  void stop() throws IOException {
    service.close();
    upstream.close();
  }

  private static void pieces(OutputStream out, String text, Random random) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(40));
      out.write(bytes, at, length);
      out.flush();
      at += length;
    }
  }

  @Test
  void anUpstreamSeesNothingOfATrajectoryInThePath() throws Exception {
    upstream.answers(EVENTS, STREAM);
    HttpResponse<String> answer =
        service.post(
            "/tr%20a/1/v1/chat/completions?v=2",
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true}");
    assertThat(answer.body()).isEqualTo(STREAM);
    assertThat(upstream.seen.getFirst().line()).isEqualTo("POST /v1/chat/completions?v=2 HTTP/1.1");
    assertThat(service.ledger.tenant(Service.TENANT).steps().sessions(null, 2))
        .singleElement()
        .satisfies(session -> assertThat(session.key()).isEqualTo("tr a"));
  }

  @Test
  void aStreamPassesByteForByteAndIsKept() throws Exception {
    Random random = new Random(11);
    upstream.answers(
        (request, out) -> {
          out.write(
              FakeUpstream.head(
                  200, EVENTS, "X-Request-Id: up-1", "X-Own: a", "X-Own: b", "Keep-Alive: 5"));
          pieces(out, STREAM, random);
        });
    String body =
        "{ \"model\" : \"m\",  \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
            + "\"stream\":true, \"odd\": 1.00 }";
    HttpResponse<String> answer =
        service.post("/v1/chat/completions?v=2", body, "X-Caller", "c", "X-Session-Id", "s");
    assertThat(answer.body()).isEqualTo(STREAM);
    assertThat(answer.headers().allValues("X-Own")).containsExactly("a", "b");
    assertThat(answer.headers().firstValue("X-Upstream-Request-Id")).hasValue("up-1");
    assertThat(answer.headers().firstValue("content-type")).hasValue(EVENTS);
    FakeUpstream.Seen seen = upstream.seen.getFirst();
    assertThat(seen.text()).isEqualTo(body);
    assertThat(seen.line()).isEqualTo("POST /v1/chat/completions?v=2 HTTP/1.1");
    assertThat(seen.header("authorization")).isEqualTo("Bearer upstream-key");
    assertThat(seen.header("x-caller")).isEqualTo("c");
    assertThat(seen.header("x-session-id")).isNull();
    assertThat(seen.headers().toString()).doesNotContain(service.key);
    StepRecord step = service.step(answer);
    assertThat(step.status()).isEqualTo(StepRecord.Status.COMPLETE);
    assertThat(step.version()).isNull();
    assertThat(step.policy()).isEqualTo("m");
    StepResult result = service.result(answer);
    assertThat(result.response().content()).isEqualTo("Grüß dich 🙂");
    assertThat(result.response().toolCalls())
        .containsExactly(new ToolCall("t1", "timer", "{\"m\":5}"));
    assertThat(result.finishReason()).isEqualTo("tool_calls");
    assertThat(result.promptTokens()).isEqualTo(11);
    assertThat(result.promptIds()).containsExactly(1, 2, 3);
    assertThat(result.responseIds()).containsExactly(7);
    assertThat(result.untrainable()).isNotNull();
    assertThat(new String(result.responseBody(), StandardCharsets.UTF_8))
        .contains("\"id\":\"c1\"")
        .contains("\"object\":\"chat.completion\"");
  }

  @Test
  void aWholeAnswerPassesByteForByteAndIsKept() throws Exception {
    String body =
        "{\"id\":\"c2\", \"choices\": [ {\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"Hi.\"},\"finish_reason\":\"stop\"} ],\n\"usage\":{\"prompt_tokens\":3,"
            + "\"completion_tokens\":2}}";
    upstream.answers("application/json", body);
    HttpResponse<String> answer = service.chat("hi", "Idempotency-Key", "k");
    assertThat(answer.body()).isEqualTo(body);
    StepResult result = service.result(answer);
    assertThat(result.untrainable()).isEqualTo("upstream gives no token ids");
    assertThat(result.completionTokens()).isEqualTo(2);
    assertThat(service.chat("hi", "Idempotency-Key", "k").body()).isEqualTo(body);
    assertThat(upstream.seen).hasSize(1);
  }

  @Test
  void textArrivesBeforeTheUpstreamHasEnded() throws Exception {
    CountDownLatch more = new CountDownLatch(1);
    upstream.answers(
        (request, out) -> {
          out.write(FakeUpstream.head(200, EVENTS));
          out.write(
              "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"}}]}\n\ndata: {\"cho"
                  .getBytes(StandardCharsets.UTF_8));
          out.flush();
          try {
            more.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          out.write("ices\":[]}\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        });
    HttpResponse<Stream<String>> answer =
        service.http.send(
            service
                .request("/v1/chat/completions")
                .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("hi", true)))
                .build(),
            HttpResponse.BodyHandlers.ofLines());
    var lines = answer.body().iterator();
    assertThat(lines.next()).contains("\"content\":\"A\"");
    more.countDown();
    assertThat(lines.next()).isEmpty();
    assertThat(lines.next()).isEqualTo("data: {\"choices\":[]}");
    lines.forEachRemaining(line -> {});
  }

  @Test
  void theEndIsHeldUntilTheStepIsOnDisk() throws Exception {
    WatchedLedger.Hook full =
        step -> {
          throw new StoreException(StoreException.Code.FULL, "The disk is full.");
        };
    try (Service failing =
        Service.before(
            folder.resolve("failing"),
            upstream.options(),
            inner -> new WatchedLedger(inner, full))) {
      upstream.answers(
          (request, out) -> {
            out.write(FakeUpstream.head(200, EVENTS));
            out.write(STREAM.getBytes(StandardCharsets.UTF_8));
          });
      HttpResponse<String> answer = failing.stream("hi");
      assertThat(answer.body())
          .contains("dich")
          .doesNotContain("finish_reason\":\"tool_calls")
          .doesNotContain("[DONE]")
          .contains("\"code\":\"storage_full\"");
    }
  }

  @Test
  void aStreamThatBreaksOffIsNoAnswer() throws Exception {
    upstream.answers(
        (request, out) -> {
          out.write(FakeUpstream.head(200, EVENTS));
          out.write(STREAM.substring(0, STREAM.indexOf("dich")).getBytes(StandardCharsets.UTF_8));
        });
    HttpResponse<String> answer = service.stream("hi");
    assertThat(answer.body()).contains("Grüß").doesNotContain("[DONE]").contains("\"error\":");
    await().until(() -> service.step(answer).status() == StepRecord.Status.INTERRUPTED);
    assertThat(service.result(answer).response().content()).isEqualTo("Grüß ");
  }

  @Test
  void errorsOfTheUpstreamPass() throws Exception {
    upstream.answers(
        (request, out) -> {
          byte[] body = "{\"error\":{\"message\":\"slow down\"}}".getBytes(StandardCharsets.UTF_8);
          out.write(
              FakeUpstream.head(
                  429, "application/json", "Retry-After: 7", "Content-Length: " + body.length));
          out.write(body);
        });
    HttpResponse<String> answer = service.chat("hi");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"slow down\"}}");
    await().until(() -> service.step(answer).status() == StepRecord.Status.INTERRUPTED);
    assertThat(upstream.seen).hasSize(1);
  }

  @Test
  void anUpstreamThatIsDownIsNamed() throws Exception {
    upstream.close();
    HttpResponse<String> answer = service.chat("hi");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Service.json(answer).at("/error/message").stringValue())
        .contains(upstream.address().getAuthority())
        .contains("refused");
    assertThat(service.get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void anUpstreamThatIsSilentIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    upstream.answers(
        (request, out) -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    UpstreamOptions hasty =
        UpstreamOptions.of(upstream.address())
            .withTimeouts(
                new UpstreamOptions.Timeouts(
                    Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMinutes(1)));
    try (Service impatient = Service.before(folder.resolve("hasty"), hasty)) {
      HttpResponse<String> answer = impatient.chat("hi");
      assertThat(answer.statusCode()).isEqualTo(504);
    }
    never.countDown();
  }

  @Test
  void aHoneKeyNeverLeavesTheHouse() throws Exception {
    upstream.answers("application/json", "{\"data\":[]}");
    try (Service open =
        Service.before(folder.resolve("open"), UpstreamOptions.of(upstream.address()))) {
      assertThat(open.get("/v1/models").body()).isEqualTo("{\"data\":[]}");
      assertThat(upstream.seen.getLast().headers().toString()).doesNotContain(open.key);
      open.send(
          HttpRequest.newBuilder(open.at("/v1/models"))
              .header("X-Hone-Key", open.key)
              .header("Authorization", "Bearer mine")
              .GET());
      assertThat(upstream.seen.getLast().header("authorization")).isEqualTo("Bearer mine");
      assertThat(upstream.seen.getLast().headers().toString()).doesNotContain(open.key);
      assertThat(open.post("/v1/embeddings", "{\"input\":\"a\"}").statusCode()).isEqualTo(200);
      assertThat(upstream.seen.getLast().text()).isEqualTo("{\"input\":\"a\"}");
    }
  }

  @Test
  void lessonsChangeNothingButTheFirstMessage() throws Exception {
    upstream.answers(
        "application/json",
        "{\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}");
    service
        .ledger
        .tenant(Service.TENANT)
        .lessons()
        .add(new Scope.OfUser(new UserId("ann")), "Be brief.", null, List.of());
    HttpResponse<String> answer =
        service.post(
            "/v1/chat/completions",
            "{\"model\":\"m\", \"messages\" : [ {\"content\":\"You h\\u0065lp.\" ,"
                + "\"role\":\"system\"},{\"role\":\"user\",\"content\":\"hi\"} ], \"z\":1e2,"
                + "\"user\":\"ann\"}");
    assertThat(upstream.seen.getLast().text())
        .isEqualTo(
            "{\"model\":\"m\", \"messages\" : [ {\"content\":\"You help.\\n\\nLessons:\\n- Be"
                + " brief.\" ,\"role\":\"system\"},{\"role\":\"user\",\"content\":\"hi\"} ],"
                + " \"z\":1e2,\"user\":\"ann\"}");
    assertThat(service.step(answer).prompt().messages().getFirst().content())
        .isEqualTo("You help.");
    assertThat(answer.headers().firstValue("X-Hone-Lessons-Applied")).hasValue("1");
  }

  @Test
  void imagesPassThrough() throws Exception {
    upstream.answers(
        "application/json",
        "{\"choices\":[{\"message\":{\"content\":\"a cat\"},\"finish_reason\":\"stop\"}]}");
    String body =
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
            + "\"image_url\":{\"url\":\"data:x\"}}]}]}";
    HttpResponse<String> answer = service.post("/v1/chat/completions", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(upstream.seen.getLast().text()).isEqualTo(body);
  }

  @Test
  void addressesMayEndInV1() {
    UpstreamOptions options = UpstreamOptions.of(URI.create("http://a.example:1/api/v1/"));
    assertThat(options.at("/v1/models")).hasToString("http://a.example:1/api/v1/models");
    UpstreamOptions plain = UpstreamOptions.of(URI.create("http://a.example"));
    assertThat(plain.at("/v1/models")).hasToString("http://a.example/v1/models");
  }
}
