package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who leave, or stop to read, and what an upstream sees of it. */
class CallerGoneTest {

  private static final String EVENTS = "text/event-stream";
  private static final String WHOLE =
      "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"late\"},\"finish_reason\":\"stop\"}]}";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeUpstream upstream;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  private final AtomicBoolean left = new AtomicBoolean();

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

  private Socket caller(boolean stream) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.gateway.port());
    send(socket, stream);
    return socket;
  }

  private void send(Socket socket, boolean stream) throws IOException {
    byte[] body = Service.chatBody("hi", stream).getBytes(StandardCharsets.UTF_8);
    socket
        .getOutputStream()
        .write(
            ("POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                    + service.key
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }

  /** Says nothing until the other side has closed. */
  private void watchEnd(Socket socket) throws IOException {
    try {
      left.set(socket.getInputStream().read() < 0);
    } catch (IOException e) {
      left.set(true);
      throw e;
    }
  }

  private boolean isInterrupted() {
    return interrupted() > 0;
  }

  private long interrupted() {
    StepLog steps = service.ledger.tenant(Service.TENANT).steps();
    return steps.sessions(null, 9).stream()
        .flatMap(session -> steps.ofSession(session.id()).stream())
        .filter(step -> step.status() == StepRecord.Status.INTERRUPTED)
        .count();
  }

  @Test
  void whoWaitsForAWholeAnswerAndLeavesIsNoticed() throws Exception {
    upstream.answersOn((request, socket) -> watchEnd(socket));
    try (Socket caller = caller(false)) {
      await().until(() -> upstream.seen.size() == 1);
      assertThat(left).isFalse();
    }
    await().atMost(Duration.ofSeconds(5)).untilTrue(left);
    await().until(this::isInterrupted);
    assertThat(Service.json(service.get("/api/status")).at("/upstreams/0/failures").intValue())
        .isZero();
    await()
        .until(
            () ->
                Service.json(service.get("/api/status")).at("/upstreams/0/in_flight").intValue()
                    == 0);
  }

  @Test
  void whoLeavesAStreamThatIsSilentIsNoticed() throws Exception {
    upstream.answersOn(
        (request, socket) -> {
          socket.getOutputStream().write(FakeUpstream.head(200, EVENTS));
          socket
              .getOutputStream()
              .write(
                  "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"A\"}}]}\n\n"
                      .getBytes(StandardCharsets.UTF_8));
          socket.getOutputStream().flush();
          watchEnd(socket);
        });
    try (Socket caller = caller(true)) {
      assertThat(caller.getInputStream().read()).isEqualTo('H');
    }
    await().atMost(Duration.ofSeconds(5)).untilTrue(left);
    await().until(this::isInterrupted);
  }

  @Test
  void whoStaysIsServedOnTheSameConnectionAfterALongWait() throws Exception {
    for (int round = 0; round < 2; round++) {
      boolean early = round == 1;
      CountDownLatch answer = new CountDownLatch(1);
      upstream.answers(
          (request, out) -> {
            try {
              answer.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            out.write(
                FakeUpstream.head(200, "application/json", "Content-Length: " + WHOLE.length()));
            out.write(WHOLE.getBytes(StandardCharsets.US_ASCII));
          });
      try (Socket caller = caller(false)) {
        // Each round before asked three times.
        awaitListenedTo(3 * round + 1);
        if (early) {
          // The next request, before the first one has its answer.
          send(caller, false);
        }
        answer.countDown();
        InputStream in = caller.getInputStream();
        readAnswer(in);
        if (!early) {
          send(caller, false);
        }
        readAnswer(in);
      }
    }
    // Two of each round were answered; one left.
    assertThat(upstream.seen).hasSize(6);
    assertThat(interrupted()).isEqualTo(2);
  }

  /**
   * Waits until the callers that are there are listened to: once it is noticed that one who came
   * after them has left, they are.
   */
  private void awaitListenedTo(int there) throws IOException {
    await().until(() -> upstream.seen.size() == there);
    long before = interrupted();
    try (Socket _ = caller(false)) {
      await().until(() -> upstream.seen.size() == there + 1);
    }
    await().until(() -> interrupted() == before + 1);
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith("\"finish_reason\":\"stop\"}]}")) {
      int one = in.read();
      assertThat(one).as(read.toString()).isNotNegative();
      read.append((char) one);
    }
    assertThat(read.toString()).startsWith("HTTP/1.1 200");
  }

  @Test
  void whoReadsSlowlyHoldsTheUpstreamUp() throws Exception {
    AtomicLong sent = new AtomicLong();
    AtomicBoolean ended = new AtomicBoolean();
    byte[] event =
        ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                + "x".repeat(8000)
                + "\"}}]}\n\n")
            .getBytes(StandardCharsets.US_ASCII);
    upstream.answers(
        (request, out) -> {
          try {
            out.write(FakeUpstream.head(200, EVENTS));
            while (sent.get() < 200L << 20) {
              out.write(event);
              sent.addAndGet(event.length);
            }
          } finally {
            ended.set(true);
          }
        });
    try (Service hasty =
        Service.before(
            folder.resolve("hasty"),
            Service.plan(upstream.options()),
            options ->
                options.withHttp(
                    options
                        .http()
                        .withTimeouts(
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(60),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(5))))) {
      byte[] body = Service.chatBody("hi", true).getBytes(StandardCharsets.UTF_8);
      try (Socket caller = new Socket()) {
        caller.setReceiveBufferSize(16 << 10);
        caller.connect(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), hasty.gateway.port()));
        caller
            .getOutputStream()
            .write(
                ("POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer "
                        + hasty.key
                        + "\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        caller.getOutputStream().write(body);
        // Nothing is read: the write time-out ends it, and the upstream is let go.
        await().atMost(Duration.ofSeconds(20)).untilTrue(ended);
      }
      // What lay in socket buffers between the two, and nothing of Hone's own.
      assertThat(sent.get()).isLessThan(24L << 20);
    }
  }

  @Test
  void anAnswerLargerThanMayBeKeptIsEnded() throws Exception {
    UpstreamOptions small = upstream.options().withBounds(new UpstreamOptions.Bounds(1 << 20, 10));
    upstream.answers(
        (request, out) -> {
          out.write(FakeUpstream.head(200, EVENTS));
          byte[] event =
              ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                      + "x".repeat(8000)
                      + "\"}}]}\n\n")
                  .getBytes(StandardCharsets.US_ASCII);
          for (int i = 0; i < 1000; i++) {
            out.write(event);
          }
        });
    try (Service bounded = Service.before(folder.resolve("bounded"), small)) {
      HttpResponse<String> answer = bounded.stream("hi");
      assertThat(answer.body()).contains("larger than 1048576 bytes").doesNotContain("[DONE]");
      assertThat(answer.body().length()).isLessThan(1100 << 10);
    }
  }
}
