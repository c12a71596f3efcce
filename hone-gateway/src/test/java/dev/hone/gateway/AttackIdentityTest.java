package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.AuditLog;
import dev.hone.store.Budget;
import dev.hone.store.CallLimit;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.StepRecord;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases 2, 3, 5, 6, 7 and 8 of the attacks: who somebody is, and what is whose. */
class AttackIdentityTest {

  private static final TenantId BETA = new TenantId("beta");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static String key(Ledger ledger, TenantId tenant, boolean admin) {
    return ledger.issueKey(new KeyGrant(tenant, new AgentId("assistant"), "", true, true, admin));
  }

  private static HttpResponse<String> as(
      Service service, String key, String method, String path, String body) throws Exception {
    return service.send(
        HttpRequest.newBuilder(service.at(path)).header("x-api-key", key), method, body);
  }

  @Test
  void case2_declaringRightsGivesNone() throws Exception {
    try (Service service = Service.start(folder)) {
      String plain = key(service.ledger, Service.TENANT, false);
      HttpResponse<String> refused =
          service.send(
              HttpRequest.newBuilder(service.at("/api/keys?admin=true&scope=admin"))
                  .header("x-api-key", plain)
                  .header("X-Scope", "admin")
                  .header("X-Hone-Admin", "true"),
              "POST",
              "{\"admin\":true}");
      assertThat(refused.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void case3_keysThatAreOnlyLikeAKeyAreNone() throws Exception {
    try (Service service = Service.start(folder)) {
      String key = service.key;
      for (String other :
          List.of(
              key.substring(1),
              key.substring(0, key.length() - 1),
              key.substring(5),
              key + "x",
              "x" + key,
              key.toUpperCase(java.util.Locale.ROOT),
              key + "," + key,
              "hone_")) {
        assertThat(as(service, other, "GET", "/v1/models", "").statusCode())
            .as(other)
            .isEqualTo(401);
      }
      // What a client library would not even send: nothing, spaces, letters that look alike.
      for (String header :
          List.of(
              "x-api-key: ",
              "x-api-key:  \t ",
              "Authorization: Bearer",
              "Authorization: Bearer  ",
              "Authorization: " + key,
              "Authorization: Basic " + key,
              "x-api-key: " + key.replace('o', '\u043e'),
              "x-api-key: " + key + "\u00a0")) {
        assertThat(raw(service, header)).as(header).startsWith("HTTP/1.1 40");
      }
      assertThat(raw(service, "x-api-key: " + key)).startsWith("HTTP/1.1 200");
    }
  }

  private static String raw(Service service, String header) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", service.gateway.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n\r\n")
              .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void case3_usersAreExactlyThemselves() throws Exception {
    try (Service service = Service.start(folder)) {
      StepRecord anns =
          service.step(service.chat("secret", "X-Session-Id", "s", "X-User-Id", "ann"));
      for (String user : List.of("ann ", " ann", "a\\nnn", "\\u0000")) {
        HttpResponse<String> refused =
            service.post(
                "/v1/chat/completions",
                Service.chatBody("secret", false).replace("}]", "}],\"user\":\"" + user + "\""));
        assertThat(refused.statusCode()).as(user).isEqualTo(400);
      }
      for (String user : List.of("nn", "annn", "\u0430nn", "ANN")) {
        HttpResponse<String> other =
            service.post(
                "/v1/chat/completions",
                Service.chatBody("secret", false).replace("}]", "}],\"user\":\"" + user + "\""),
                "X-Session-Id",
                "s");
        assertThat(service.step(other).session()).as(user).isNotEqualTo(anns.session());
      }
    }
  }

  @Test
  void case5_aKeyForFeedbackOrCallsMakesNoAdminKey() throws Exception {
    try (Service service = Service.start(folder)) {
      for (KeyGrant.Scope scope : KeyGrant.Scope.values()) {
        String key =
            service.ledger.issueKey(
                new KeyGrant(Service.TENANT, Service.AGENT, "", true, true, false)
                    .withScopes(EnumSet.of(scope)));
        for (String path : List.of("/api/keys", "/api/limits", "/api/budgets", "/api/erase")) {
          assertThat(as(service, key, "POST", path, "{\"admin\":true}").statusCode())
              .as(scope + " " + path)
              .isEqualTo(403);
        }
      }
    }
  }

  @Test
  void case6_beingForwardedFromHereIsNotBeingHere() throws Exception {
    try (Service service = Service.start(folder)) {
      for (String path : List.of("/api/keys", "/api/status", "/v1/models", "/api/audit")) {
        HttpResponse<String> refused =
            service.send(
                HttpRequest.newBuilder(service.at(path))
                    .header("X-Forwarded-For", "127.0.0.1")
                    .header("X-Real-IP", "127.0.0.1")
                    .header("Forwarded", "for=127.0.0.1;host=localhost")
                    .GET());
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
      }
    }
  }

  @Test
  void case7_anotherTenantsIdsAreNotThereAndTheAttemptIsWritten() throws Exception {
    try (Service service = Service.start(folder)) {
      // Acme has one of everything; beta's administrator knows all the ids.
      service.ledger.createTenant(BETA, "Beta");
      String beta = key(service.ledger, BETA, true);
      HttpResponse<String> answer = service.chat("acme's", "X-Session-Id", "acme-session");
      StepRecord step = service.step(answer);
      String session = step.session().toString();
      VersionRef version = service.candidate(new Scope.OfTenant());
      String lesson =
          Service.json(service.post("/api/lessons", "{\"scope\":\"tenant\",\"text\":\"x y\"}"))
              .path("id")
              .asString();
      UUID key = service.ledger.tenant(Service.TENANT).keys().all().getFirst().id();
      UUID budget =
          service
              .ledger
              .tenant(Service.TENANT)
              .purse()
              .set(Budget.Kind.TENANT, "", Budget.Period.DAY, 1_000_000L, null)
              .id();
      UUID limit =
          service
              .ledger
              .tenant(Service.TENANT)
              .limits()
              .set(CallLimit.Kind.TENANT, "", 1000L, null, null)
              .id();
      List<Map.Entry<String, String>> attempts = new ArrayList<>();
      attempts.add(Map.entry("GET /api/steps/" + step.id(), ""));
      attempts.add(Map.entry("GET /api/sessions/" + session, ""));
      attempts.add(Map.entry("GET /api/sessions/acme-session", ""));
      attempts.add(Map.entry("GET /v1/responses/resp_" + step.id(), ""));
      attempts.add(Map.entry("GET /api/versions/" + version, ""));
      attempts.add(Map.entry("POST /api/versions/" + version + "/promote", "{}"));
      attempts.add(Map.entry("PATCH /api/lessons/" + lesson, "{\"state\":\"off\"}"));
      attempts.add(Map.entry("DELETE /api/lessons/" + lesson, ""));
      attempts.add(Map.entry("DELETE /api/keys/" + key, ""));
      attempts.add(Map.entry("POST /api/keys/" + key + "/rotate", "{}"));
      attempts.add(Map.entry("DELETE /api/budgets/" + budget, ""));
      attempts.add(Map.entry("DELETE /api/limits/" + limit, ""));
      attempts.add(
          Map.entry("POST /v1/feedback", "{\"step\":\"" + step.id() + "\",\"verdict\":\"bad\"}"));
      attempts.add(
          Map.entry("POST /v1/feedback", "{\"session\":\"" + session + "\",\"verdict\":\"bad\"}"));
      attempts.add(Map.entry("POST /v1/sessions/" + session + "/done", "{}"));
      attempts.add(Map.entry("POST /complete_trajectory/acme-session", "{\"reward\":-1}"));
      // In OpenAI's dialect a wrong previous_response_id is a wrong field.
      attempts.add(
          Map.entry(
              "POST /v1/responses",
              "{\"model\":\"starter\",\"input\":\"go on\",\"previous_response_id\":\"resp_"
                  + step.id()
                  + "\"}"));
      for (Map.Entry<String, String> attempt : attempts) {
        String[] words = attempt.getKey().split(" ");
        int before = lines(service, BETA);
        HttpResponse<String> refused = as(service, beta, words[0], words[1], attempt.getValue());
        assertThat(refused.statusCode())
            .as(attempt.getKey() + ": " + refused.body())
            .isEqualTo(attempt.getValue().contains("previous_response_id") ? 400 : 404);
        await("audit of " + attempt.getKey()).until(() -> lines(service, BETA) > before);
      }
      // Erasing what is not there removes nothing.
      as(service, beta, "POST", "/api/erase", "{\"session\":\"" + session + "\"}");
      as(service, beta, "POST", "/api/erase", "{\"tenant\":true}");

      assertThat(service.ledger.tenant(Service.TENANT).steps().find(step.id())).isPresent();
      assertThat(service.ledger.tenant(Service.TENANT).signals().feedback(step.id())).isEmpty();
      assertThat(service.ledger.tenant(Service.TENANT).limits().all()).hasSize(1);
      assertThat(service.ledger.tenant(Service.TENANT).purse().budgets()).hasSize(1);
      assertThat(service.chat("still").statusCode()).isEqualTo(200);
      // Nothing of it stands in acme's audit, and beta's names the key that tried.
      assertThat(service.ledger.tenant(Service.TENANT).audit().newest(100))
          .noneMatch(line -> line.action().equals("not found"));
      assertThat(as(service, beta, "GET", "/api/audit?limit=1000", "").body())
          .contains("not found", step.id().toString());
      assertThat(service.get("/api/audit").body()).doesNotContain("not found");
    }
  }

  private static int lines(Service service, TenantId tenant) {
    return (int)
        service.ledger.tenant(tenant).audit().newest(1000).stream()
            .map(AuditLog.Line::action)
            .filter("not found"::equals)
            .count();
  }

  @Test
  void case7_whoTriesAllDayFillsNoDisk() throws Exception {
    try (Service service = Service.start(folder)) {
      for (int i = 0; i < 100; i++) {
        assertThat(service.get("/api/steps/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
      }
      await().until(() -> lines(service, Service.TENANT) >= 60);
      assertThat(lines(service, Service.TENANT)).isLessThan(75);
    }
  }

  @Test
  void case8_sessionsThatAreReservedCannotBeNamed() throws Exception {
    try (Service service = Service.start(folder)) {
      for (String reserved : List.of("hone:system", "HONE:x", "Hone:", "hone:")) {
        assertThat(service.chat("hi", "X-Session-Id", reserved).statusCode())
            .as(reserved)
            .isEqualTo(400);
        assertThat(service.chat("hi", "X-Claude-Code-Session-Id", reserved).statusCode())
            .isEqualTo(400);
        for (String field :
            List.of(
                "\"metadata\":{\"session_id\":\"" + reserved + "\"}",
                "\"metadata\":{\"thread_id\":\"\uff48one:" + reserved + "\"}")) {
          HttpResponse<String> refused =
              service.post(
                  "/v1/chat/completions",
                  Service.chatBody("hi", false).replace("}]", "}]," + field));
          assertThat(refused.statusCode()).as(field).isEqualTo(400);
        }
        String path = reserved.replace(":", "%3A");
        assertThat(
                service
                    .post("/" + path + "/1/v1/chat/completions", Service.chatBody("hi", false))
                    .statusCode())
            .isEqualTo(400);
        assertThat(service.post("/complete_trajectory/" + path, "{}").statusCode()).isEqualTo(400);
      }
      assertThat(service.ledger.tenant(Service.TENANT).steps().sessions(null, 5)).isEmpty();
      assertThat(service.chat("hi", "X-Session-Id", "honey").statusCode()).isEqualTo(200);
    }
  }
}
