package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.StepRecord;
import java.net.ConnectException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow readers, and the end of the service. */
class ConnectionTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static GatewayOptions.Http timeouts(GatewayOptions options, Duration write) {
    return options
        .http()
        .withTimeouts(
            Duration.ofSeconds(20), Duration.ofSeconds(20), write, Duration.ofSeconds(10));
  }

  private static Socket ask(Service service) throws Exception {
    Socket socket = new Socket();
    socket.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", service.gateway.port()));
    String body = Service.chatBody("hi", true);
    socket
        .getOutputStream()
        .write(
            ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nX-User-Id: slow\r\nConnection:"
                    + " close\r\nAuthorization: Bearer "
                    + service.key
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static Script longAnswer(int words) {
    return new Script(
        Stream.generate(() -> "x".repeat(100_000)).limit(words).toList(), List.of(), index -> {});
  }

  @Test
  void aReaderThatIsOnlySlowGetsEverything() throws Exception {
    try (Service service =
        Service.with(
            folder, options -> options.withHttp(timeouts(options, Duration.ofSeconds(20))))) {
      service.engine.says(request -> longAnswer(4));
      try (Socket socket = ask(service)) {
        byte[] first = socket.getInputStream().readNBytes(1000);
        assertThat(service.chat("others are served").statusCode()).isEqualTo(200);
        String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(first).isNotEmpty();
        assertThat(rest).contains("\"finish_reason\":\"stop\"").contains("data: [DONE]");
      }
    }
  }

  @Test
  void aReaderThatStopsIsLetGo() throws Exception {
    try (Service service =
        Service.with(
            folder, options -> options.withHttp(timeouts(options, Duration.ofMillis(200))))) {
      service.engine.says(request -> longAnswer(200));
      try (Socket socket = ask(service)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    service.ledger.tenant(Service.TENANT).steps().sessions(null, 1).stream()
                        .flatMap(
                            session ->
                                service
                                    .ledger
                                    .tenant(Service.TENANT)
                                    .steps()
                                    .ofSession(session.id())
                                    .stream())
                        .anyMatch(step -> step.status() == StepRecord.Status.INTERRUPTED));
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  void runningAnswersEndBeforeTheServiceDoes() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Service service = Service.start(folder);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      service.engine.says(
          request ->
              Script.text("a", "b")
                  .holding(
                      index -> {
                        began.countDown();
                        try {
                          goOn.await();
                        } catch (InterruptedException e) {
                          throw new IllegalStateException(e);
                        }
                      }));
      Future<HttpResponse<String>> running = threads.submit(() -> service.stream("hi"));
      began.await();
      Future<?> closing = threads.submit(service.gateway::close);
      await().until(() -> refused(service));
      goOn.countDown();
      assertThat(running.get().body()).endsWith("data: [DONE]\n\n");
      closing.get();
    } finally {
      service.ledger.close();
      service.http.close();
    }
  }

  @Test
  void connectionsCloseWhenTheyAreAskedTo() throws Exception {
    try (Service service =
        Service.with(
            folder, options -> options.withHttp(timeouts(options, Duration.ofSeconds(20))))) {
      for (String stream : List.of("true", "false")) {
        try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
          socket.setSoTimeout(15_000);
          String body = Service.chatBody("hi", Boolean.parseBoolean(stream));
          socket
              .getOutputStream()
              .write(
                  ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                          + "Authorization: Bearer "
                          + service.key
                          + "\r\nContent-Length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                      .getBytes(StandardCharsets.US_ASCII));
          assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
      }
    }
  }

  private static boolean refused(Service service) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }
}
