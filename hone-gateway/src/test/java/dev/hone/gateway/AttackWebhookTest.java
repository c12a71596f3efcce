package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.gateway.signal.SignalOptions;
import dev.hone.gateway.signal.SignalOptions.Source;
import dev.hone.gateway.signal.Signatures;
import dev.hone.store.Feedback;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases 9 to 13 of the attacks, on the road of late signals; and that honest signals arrive. */
class AttackWebhookTest {

  private static final String SECRET = "a secret of the crm, long enough";
  private static final String OTHER = "another secret, also long enough";
  private static final TenantId BETA = new TenantId("beta");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Service start() {
    return Service.with(folder, signals());
  }

  private static UnaryOperator<GatewayOptions> signals() {
    return options ->
        options.withSignals(
            SignalOptions.defaults()
                .withSource("crm", new Source(Service.TENANT, SECRET))
                .withSource("twin", new Source(Service.TENANT, SECRET))
                .withSource("beta-crm", new Source(BETA, OTHER)));
  }

  private static String signature(String secret, String source, long at, String body) {
    return Signatures.of(
        secret.getBytes(StandardCharsets.UTF_8),
        source,
        Long.toString(at),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> send(
      Service service, String source, long at, String signature, String body) throws Exception {
    return service.send(
        HttpRequest.newBuilder(service.at("/v1/signals/" + source))
            .header("X-Hone-Timestamp", Long.toString(at))
            .header("X-Hone-Signature", signature),
        "POST",
        body);
  }

  private static HttpResponse<String> signed(Service service, String body) throws Exception {
    return send(service, "crm", Service.NOW, signature(SECRET, "crm", Service.NOW, body), body);
  }

  private static List<Feedback> feedback(Service service, StepId step) {
    return service.ledger.tenant(Service.TENANT).signals().feedback(step);
  }

  @Test
  void case9_aSourceWithoutASecretDoesNotStart() {
    assertThatThrownBy(() -> new Source(Service.TENANT, ""))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.code()).isEqualTo(GatewayException.Code.CANNOT_START));
    assertThatThrownBy(() -> new Source(Service.TENANT, "short"))
        .hasMessageContaining("16 characters");
    assertThat(new Source(Service.TENANT, SECRET).toString()).doesNotContain(SECRET);
  }

  @Test
  void case10_wrongTruncatedUppercaseAndLongSignaturesAreRefused() throws Exception {
    try (Service service = start()) {
      StepId step = service.step(service.chat("hello")).id();
      String body = "{\"event_id\":\"e\",\"step\":\"" + step + "\",\"verdict\":\"good\"}";
      String right = signature(SECRET, "crm", Service.NOW, body);
      for (String wrong :
          List.of(
              "",
              "v1=",
              right.substring(0, right.length() - 1),
              right + "0",
              "v1=" + right.substring(3).toUpperCase(Locale.ROOT),
              right.replace("v1=", "v0="),
              right.substring(3),
              signature(OTHER, "crm", Service.NOW, body),
              signature(SECRET, "crm", Service.NOW, body + " "),
              signature(SECRET, "crm", Service.NOW - 1, body))) {
        HttpResponse<String> refused = send(service, "crm", Service.NOW, wrong, body);
        assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
      }
      assertThat(
              service
                  .send(HttpRequest.newBuilder(service.at("/v1/signals/crm")), "POST", body)
                  .statusCode())
          .isEqualTo(401);
      // A key of the house is no signature.
      assertThat(service.post("/v1/signals/crm", body).statusCode()).isEqualTo(401);
      assertThat(feedback(service, step)).isEmpty();
      assertThat(send(service, "crm", Service.NOW, right, body).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void case11_oldAndFutureTimestampsAreRefused() throws Exception {
    try (Service service = start()) {
      String body = "{\"event_id\":\"e\",\"session\":\"s\",\"score\":1}";
      for (long at : List.of(-301L, 2L, 300L, -86_400L)) {
        long then = Service.NOW + at;
        HttpResponse<String> refused =
            send(service, "crm", then, signature(SECRET, "crm", then, body), body);
        assertThat(refused.statusCode()).as("%d s", at).isEqualTo(401);
      }
      for (long at : List.of(-300L, 0L)) {
        long then = Service.NOW + at;
        assertThat(
                send(service, "crm", then, signature(SECRET, "crm", then, body), body).statusCode())
            .isLessThan(300);
      }
    }
  }

  @Test
  void case12_oneAccountsSignatureOnAnothersRouteIsRefused() throws Exception {
    try (Service service = start()) {
      service.ledger.createTenant(BETA, "Beta");
      StepId step = service.step(service.chat("hello")).id();
      String body = "{\"event_id\":\"e\",\"step\":\"" + step + "\",\"verdict\":\"good\"}";
      String crm = signature(SECRET, "crm", Service.NOW, body);
      assertThat(send(service, "beta-crm", Service.NOW, crm, body).statusCode()).isEqualTo(401);
      // Even where both have the same secret.
      assertThat(send(service, "twin", Service.NOW, crm, body).statusCode()).isEqualTo(401);
      assertThat(send(service, "nobody", Service.NOW, crm, body).statusCode()).isEqualTo(401);
      // Beta's own signal about a step of another tenant reaches nothing.
      String beta = signature(OTHER, "beta-crm", Service.NOW, body);
      assertThat(send(service, "beta-crm", Service.NOW, beta, body).statusCode()).isEqualTo(202);
      assertThat(service.ledger.work().attachSignals(java.time.Duration.ofDays(1))).isZero();
      assertThat(feedback(service, step)).isEmpty();
    }
  }

  @Test
  void case13_aGigabyteASlowSenderAndTenThousandSocketsAreBounded() throws Exception {
    try (Service service = start()) {
      List<Socket> sockets = new ArrayList<>();
      try {
        long before = used();
        for (int i = 0; i < 3000; i++) {
          Socket socket = new Socket("127.0.0.1", service.gateway.port());
          sockets.add(socket);
          // A third says nothing, a third half a head, a third a head and the first of its body.
          String said =
              switch (i % 3) {
                case 0 -> "";
                case 1 -> "POST /v1/signals/crm HTTP/1.1\r\nHost: a\r\nX-Slow: ";
                default ->
                    "POST /v1/signals/crm HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n"
                        + "X-Hone-Timestamp: "
                        + Service.NOW
                        + "\r\nX-Hone-Signature: v1="
                        + "0".repeat(64)
                        + "\r\n\r\n{";
              };
          socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(service.chat("others are served").statusCode()).isEqualTo(200);
        // About 20 KiB for each connection, both ends.
        assertThat(used() - before).isLessThan(256L << 20);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      // None is left that reads.
      String body = "{\"event_id\":\"e\",\"session\":\"s\",\"score\":1}";
      await().until(() -> signed(service, body).statusCode() < 300);
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void case13_aGigabyteIsRefusedBeforeItHasCome() throws Exception {
    try (Service service = start()) {
      String head =
          " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\nAuthorization: Bearer "
              + service.key
              + "\r\nX-Hone-Timestamp: "
              + Service.NOW
              + "\r\nX-Hone-Signature: v1="
              + "0".repeat(64)
              + "\r\n\r\n";
      for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/signals/crm")) {
        try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
          OutputStream out = socket.getOutputStream();
          out.write(("POST " + path + head).getBytes(StandardCharsets.US_ASCII));
          byte[] piece = new byte[1 << 20];
          int sent = 0;
          try {
            for (; sent < 1000; sent++) {
              out.write(piece);
            }
          } catch (SocketException refused) {
            // The server has closed: it does not take the rest.
          }
          assertThat(sent).as(path).isLessThan(200);
        }
      }
      assertThat(service.chat("others are served").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void case13_aBodyThatIsTooLargeForASignalIsTold() throws Exception {
    try (Service service = start()) {
      String body =
          "{\"event_id\":\"e\",\"session\":\"s\",\"comment\":\"" + "x".repeat(300_000) + "\"}";
      HttpResponse<String> refused = signed(service, body);
      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(refused.body()).contains("262144 bytes");
    }
  }

  @Test
  void signalsNameAStepAResponseOrASessionAndCountOnce() throws Exception {
    try (Service service = start()) {
      HttpResponse<String> answer =
          service.chat("hello", "X-Session-Id", "ticket-7", "X-User-Id", "ann");
      StepId step = service.step(answer).id();
      String response = Service.json(answer).path("id").stringValue();
      for (String about :
          List.of(
              "\"step\":\"" + step + "\"",
              "\"response\":\"" + response + "\"",
              "\"session\":\"ticket-7\",\"user\":\"ann\"")) {
        String body = "{\"event_id\":\"" + about.hashCode() + "\"," + about + ",\"score\":-0.5}";
        HttpResponse<String> taken = signed(service, body);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(taken.body()).contains("\"state\":\"added\"");
        assertThat(signed(service, body).body()).contains("\"state\":\"known\"");
      }
      assertThat(feedback(service, step))
          .hasSize(3)
          .allMatch(one -> one.eventId().startsWith("signal:crm:"));
    }
  }

  @Test
  void aSignalThatIsThereBeforeItsStepIsAttachedWhenItComes() throws Exception {
    try (Service service = start()) {
      HttpResponse<String> early =
          signed(service, "{\"event_id\":\"1\",\"session\":\"ticket-8\",\"comment\":\"too slow\"}");
      assertThat(early.statusCode()).isEqualTo(202);
      assertThat(early.body()).contains("\"state\":\"waiting\"");
      StepId step = service.step(service.chat("hello", "X-Session-Id", "ticket-8")).id();
      await().until(() -> feedback(service, step).size() == 1);
      assertThat(feedback(service, step).getFirst().comment()).isEqualTo("too slow");
    }
  }

  @Test
  void wrongSignalsAreToldTheField() throws Exception {
    try (Service service = start()) {
      for (String wrong :
          List.of(
              "{}",
              "{\"event_id\":\"e\"}",
              "{\"event_id\":\"e\",\"session\":\"s\"}",
              "{\"event_id\":\"\",\"session\":\"s\",\"score\":1}",
              "{\"event_id\":\"e\",\"session\":\"s\",\"score\":2}",
              "{\"event_id\":\"e\",\"step\":\"x\",\"score\":1}",
              "{\"event_id\":\"e\",\"response\":\"x\",\"score\":1}",
              "{\"event_id\":\"e\",\"session\":\"s\",\"user\":\" a\",\"score\":1}",
              "[1]")) {
        assertThat(signed(service, wrong).statusCode()).as(wrong).isEqualTo(400);
      }
    }
  }

  @Test
  void everyoneElseStillReadsTheirWholeBody() throws Exception {
    try (Service service = start()) {
      assertThat(service.chat("x".repeat(400_000)).statusCode()).isEqualTo(200);
    }
  }
}
