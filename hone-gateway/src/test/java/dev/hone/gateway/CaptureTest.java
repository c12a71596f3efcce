package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.Line;
import dev.hone.core.Scope;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.LedgerOptions;
import dev.hone.store.Lesson;
import dev.hone.store.LessonBook;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StoreException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answered means kept. */
class CaptureTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static StepLog steps(Service service) {
    return service.ledger.tenant(Service.TENANT).steps();
  }

  @Test
  void theEndOfAnAnswerWaitsForTheDisk() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    WatchedLedger.Hook slow = step -> disk.await();
    try (Service service = Service.over(folder, inner -> new WatchedLedger(inner, slow))) {
      CompletableFuture<HttpResponse<String>> whole =
          service.http.sendAsync(
              service
                  .request("/v1/chat/completions")
                  .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("one", false)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      HttpResponse<Stream<String>> streamed =
          service.http.send(
              service
                  .request("/v1/chat/completions")
                  .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("two", true)))
                  .build(),
              HttpResponse.BodyHandlers.ofLines());
      var lines = streamed.body().filter(line -> !line.isEmpty()).iterator();
      StringBuilder before = new StringBuilder();
      while (!before.toString().contains("world")) {
        before.append(lines.next());
      }
      assertThat(service.step(streamed).status()).isEqualTo(StepRecord.Status.OPEN);
      assertThat(before.toString()).doesNotContain("\"finish_reason\":\"stop\"");
      assertThat(whole).isNotDone();
      disk.countDown();
      assertThat(lines.next()).contains("\"finish_reason\":\"stop\"");
      assertThat(service.step(streamed).status()).isEqualTo(StepRecord.Status.COMPLETE);
      assertThat(lines.next()).isEqualTo("data: [DONE]");
      lines.forEachRemaining(line -> {});
      assertThat(whole.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerThatCannotBeKeptIsNotGiven() throws Exception {
    WatchedLedger.Hook full =
        step -> {
          throw new StoreException(StoreException.Code.FULL, "The disk is full.");
        };
    try (Service service = Service.over(folder, inner -> new WatchedLedger(inner, full))) {
      HttpResponse<String> whole = service.chat("one");
      assertThat(whole.statusCode()).isEqualTo(507);
      assertThat(whole.body()).contains("disk is full").contains("free disk space");
      assertThat(service.step(whole).status()).isNotEqualTo(StepRecord.Status.COMPLETE);
      HttpResponse<String> streamed = service.stream("two");
      assertThat(streamed.statusCode()).isEqualTo(200);
      assertThat(streamed.body())
          .contains("Hello")
          .doesNotContain("[DONE]")
          .doesNotContain("\"finish_reason\":\"stop\"");
      assertThat(Service.events(streamed.body()).getLast())
          .startsWith("{\"error\":{\"message\":\"The disk is full.")
          .contains("storage_full");
    }
  }

  @Test
  void aFullDiskIsSaidAndWhatWasAnsweredStays() throws Exception {
    LedgerOptions small = LedgerOptions.defaults().withMinimumFree(0).withMaximumPages(400);
    try (Service service = Service.over(folder, ledger -> Ledgers.reopen(ledger, folder, small))) {
      Random random = new Random(5);
      List<HttpResponse<String>> answered = new ArrayList<>();
      HttpResponse<String> last = service.chat("first");
      while (last.statusCode() == 200) {
        answered.add(last);
        byte[] noise = new byte[30_000];
        random.nextBytes(noise);
        last = service.chat(HexFormat.of().formatHex(noise));
      }
      assertThat(last.statusCode()).isEqualTo(507);
      assertThat(Service.json(last).at("/error/code").stringValue()).isEqualTo("storage_full");
      for (HttpResponse<String> answer : answered) {
        assertThat(service.step(answer).status()).isEqualTo(StepRecord.Status.COMPLETE);
      }
      assertThat(answered).isNotEmpty();
    }
  }

  @Test
  void aClientThatLeavesStopsTheEngineAndItsTokensAreKept() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (Service service = Service.start(folder)) {
      service.engine.says(
          request ->
              new Script(
                  Stream.generate(() -> "word ").limit(100_000).toList(),
                  List.of(),
                  index -> {
                    if (index == 1) {
                      awaitLatch(left);
                    }
                  }));
      String step;
      try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
        String body = Service.chatBody("hi", true);
        socket
            .getOutputStream()
            .write(
                ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + service.key
                        + "\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                    .getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        step = "";
        while (!line.contains("word")) {
          if (line.toLowerCase(java.util.Locale.ROOT).startsWith("x-hone-step: ")) {
            step = line.substring("x-hone-step: ".length());
          }
          line = reader.readLine();
        }
        socket.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
      }
      left.countDown();
      dev.hone.core.StepId id = dev.hone.core.StepId.parse(step);
      await()
          .until(
              () ->
                  steps(service).find(id).orElseThrow().status() == StepRecord.Status.INTERRUPTED);
      StepRecord kept = steps(service).find(id).orElseThrow();
      int tokens = java.util.Objects.requireNonNull(kept.result()).responseIds().length;
      assertThat(tokens).isBetween(1, 99_999);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailingEngineLeavesNoStepOpen() throws Exception {
    try (Service service = Service.start(folder)) {
      service.engine.says(
          request -> {
            throw new IllegalStateException("secret detail");
          });
      HttpResponse<String> answer = service.chat("hi");
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("secret detail").contains("req_");
      await().until(() -> service.step(answer).status() == StepRecord.Status.INTERRUPTED);
    }
  }

  @Test
  void idempotencyKeys() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (Service service = Service.start(folder)) {
      service.engine.says(
          request ->
              Script.text("Hel", "lo")
                  .holding(
                      index -> {
                        asked.countDown();
                        awaitLatch(answer);
                      }));
      CompletableFuture<HttpResponse<String>> first =
          service.http.sendAsync(
              service
                  .request("/v1/chat/completions")
                  .header("Idempotency-Key", "k")
                  .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("hi", true)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      asked.await();
      assertThat(service.stream("hi", "Idempotency-Key", "k").statusCode()).isEqualTo(409);
      answer.countDown();
      assertThat(first.get().body()).contains("[DONE]");
      HttpResponse<String> again = service.stream("hi", "Idempotency-Key", "k");
      assertThat(again.body()).contains("\"content\":\"Hello\"").endsWith("data: [DONE]\n\n");
      assertThat(again.headers().firstValue("X-Hone-Step"))
          .isEqualTo(first.get().headers().firstValue("X-Hone-Step"));
      assertThat(service.stream("other", "Idempotency-Key", "k").statusCode()).isEqualTo(422);
      assertThat(service.engine.requests).hasSize(1);
    }
  }

  @Test
  void sessionsUsersAndLines() throws Exception {
    try (Service service = Service.start(folder)) {
      HttpResponse<String> one =
          service.chat("hi", "X-Session-Id", "s1", "X-User-Id", "ann", "X-Turn-Type", "side");
      StepRecord step = service.step(one);
      assertThat(step.user()).isEqualTo(new UserId("ann"));
      assertThat(step.line()).isEqualTo(Line.SIDE);
      assertThat(step.session())
          .isEqualTo(
              service.step(service.chat("so", "X-Session-Id", "s1", "X-User-Id", "ann")).session());
      assertThat(service.chat("x", "X-Turn-Type", "middle").statusCode()).isEqualTo(400);
      HttpResponse<String> last =
          service.chat("bye", "X-Session-Id", "s1", "X-User-Id", "ann", "X-Session-Done", "true");
      assertThat(last.statusCode()).isEqualTo(200);
      assertThat(steps(service).sessions(new UserId("ann"), 10).getFirst().done()).isTrue();
      HttpResponse<String> other = service.chat("hi", "X-Session-Id", "s2");
      assertThat(service.step(other).user()).isEqualTo(new UserId("default"));
      assertThat(service.post("/v1/sessions/s2/done", "").statusCode()).isEqualTo(200);
      assertThat(service.post("/v1/sessions/s9/done", "").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theNextRequestFindsItsSessionByPrefix() throws Exception {
    try (Service service = Service.start(folder)) {
      HttpResponse<String> one = service.chat("hi");
      HttpResponse<String> two =
          service.post(
              "/v1/chat/completions",
              "{\"model\":\"starter\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                  + "{\"role\":\"assistant\",\"content\":\"Hello, world\"},"
                  + "{\"role\":\"user\",\"content\":\"no, in German\"}]}");
      assertThat(two.headers().firstValue("X-Hone-Session"))
          .isEqualTo(one.headers().firstValue("X-Hone-Session"));
      List<StepLog.NextState> next = steps(service).nextStates(service.step(one).id());
      assertThat(next.getFirst().messages().getFirst().content()).isEqualTo("no, in German");
    }
  }

  @Test
  void lessonsStandInThePromptUnlessSwitchedOff() throws Exception {
    try (Service service = Service.start(folder)) {
      LessonBook book = service.ledger.tenant(Service.TENANT).lessons();
      Lesson lesson =
          book.add(new Scope.OfUser(new UserId("ann")), "Use metric units.", null, List.of());
      HttpResponse<String> with = service.chat("hi", "X-User-Id", "ann");
      assertThat(with.headers().firstValue("X-Hone-Lessons-Applied")).hasValue("1");
      assertThat(service.engine.requests.getLast().prompt().messages().getFirst().content())
          .isEqualTo("Lessons:\n- Use metric units.");
      assertThat(service.step(with).lessons()).containsExactly(lesson.id());
      assertThat(service.step(with).prompt().messages()).hasSize(1);
      HttpResponse<String> off = service.chat("hi", "X-User-Id", "ann", "X-Hone-Lessons", "off");
      assertThat(off.headers().firstValue("X-Hone-Lessons-Applied")).hasValue("0");
      assertThat(service.engine.requests.getLast().prompt().messages()).hasSize(1);
      HttpResponse<String> bob = service.chat("hi", "X-User-Id", "bob");
      assertThat(bob.headers().firstValue("X-Hone-Lessons-Applied")).hasValue("0");
      VersionRef version = service.candidate(new Scope.OfUser(new UserId("ann")));
      service.makeLive(version);
      book.graduate(lesson.id(), version, 9);
      HttpResponse<String> after = service.chat("hi", "X-User-Id", "ann");
      assertThat(service.result(after).lessonTokensSaved()).isEqualTo(9);
      HttpResponse<String> named =
          service.post(
              "/v1/chat/completions",
              Service.chatBody("hi", false).replace("\"starter\"", "\"starter@0\""),
              "X-User-Id",
              "ann");
      assertThat(service.result(named).lessonTokensSaved()).isZero();
    }
  }

  @Test
  void feedback() throws Exception {
    try (Service service = Service.start(folder)) {
      HttpResponse<String> answer = service.chat("hi", "X-Session-Id", "s1");
      String step = service.step(answer).id().toString();
      String body =
          "{\"step\":\""
              + step
              + "\",\"verdict\":\"bad\",\"comment\":\"too long\","
              + "\"event_id\":\"e1\"}";
      assertThat(Service.json(service.post("/v1/feedback", body)).path("known").asBoolean())
          .isFalse();
      assertThat(Service.json(service.post("/v1/feedback", body)).path("known").asBoolean())
          .isTrue();
      HttpResponse<String> bySession =
          service.post("/v1/feedback", "{\"session\":\"s1\",\"verdict\":1,\"score\":0.5}");
      assertThat(Service.json(bySession).path("step").stringValue()).isEqualTo(step);
      var kept =
          service.ledger.tenant(Service.TENANT).signals().feedback(service.step(answer).id());
      assertThat(kept).hasSize(2);
      assertThat(kept.stream().map(dev.hone.store.Feedback::verdict))
          .containsExactlyInAnyOrder(Verdict.BAD, Verdict.GOOD);
      assertThat(service.post("/v1/feedback", "{\"verdict\":1}").statusCode()).isEqualTo(400);
      assertThat(service.post("/v1/feedback", "{\"session\":\"s1\"}").statusCode()).isEqualTo(400);
      assertThat(service.post("/v1/feedback", "{\"session\":\"s1\",\"verdict\":5}").statusCode())
          .isEqualTo(400);
      assertThat(service.post("/v1/feedback", "{\"session\":\"no\",\"verdict\":1}").statusCode())
          .isEqualTo(404);
    }
  }
}
