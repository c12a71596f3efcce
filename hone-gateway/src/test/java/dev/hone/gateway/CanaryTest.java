package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.VersionRef;
import dev.hone.store.Canary;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A canary answers its share of the sessions through the real gateway, and no session flips. */
class CanaryTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() {
    service = Service.start(folder);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String served(String session, String... said) throws Exception {
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < said.length; i++) {
      messages
          .append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(said[i])
          .append("\"}");
    }
    String body = "{\"model\":\"starter\",\"messages\":[" + messages + "]}";
    HttpResponse<String> answer =
        session.isEmpty()
            ? service.post("/v1/chat/completions", body)
            : service.post("/v1/chat/completions", body, "X-Session-Id", session);
    assertThat(answer.statusCode()).isEqualTo(200);
    return Service.json(answer).path("model").stringValue();
  }

  private VersionRef canary(double share) throws Exception {
    VersionRef ref = service.candidate(new Scope.OfTenant());
    service
        .ledger
        .versions()
        .canaries()
        .begin(Service.TENANT, ref, new VersionRef("starter", 0), share, "gate", "{}");
    service.gateway.refreshRoutes();
    return ref;
  }

  @Test
  void aShareOfTheSessionsIsAnsweredAndEachStaysWhereItBegan() throws Exception {
    assertThat(served("before", "hello")).isEqualTo("starter@0");
    VersionRef ref = canary(0.4);
    int taken = 0;
    for (int i = 0; i < 60; i++) {
      String first = served("s" + i, "question " + i);
      String then = served("s" + i, "question " + i, "Hello, world", "and now?");
      assertThat(then).as("session " + i).isEqualTo(first);
      taken += first.equals(ref.toString()) ? 1 : 0;
    }
    assertThat(taken).isBetween(12, 36);
    // A session that another version began stays there, whatever its name says.
    assertThat(served("before", "hello", "Hello, world", "and now?")).isEqualTo("starter@0");

    service
        .ledger
        .versions()
        .move(Service.TENANT, ref, ReleaseState.CANARY, ReleaseState.REJECTED, "canary", "{}");
    service.gateway.refreshRoutes();
    for (int i = 0; i < 10; i++) {
      assertThat(served("s" + i, "question " + i)).isEqualTo("starter@0");
    }
  }

  @Test
  void sessionsWithoutANameAreKnownByHowTheyBegan() throws Exception {
    String early = "an early question";
    assertThat(served("", early)).isEqualTo("starter@0");
    VersionRef ref = canary(0.5);
    Canary running = service.ledger.versions().canaries().running().getFirst();
    assertThat(running.ref()).isEqualTo(ref);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String first = served("", "nameless " + i);
      seen.add(first);
      assertThat(served("", "nameless " + i, "Hello, world", "more")).isEqualTo(first);
    }
    assertThat(seen).hasSize(2);
    assertThat(served("", early, "Hello, world", "more")).isEqualTo("starter@0");
  }

  @Test
  void explainShowsOriginAndDecisions() throws Exception {
    VersionRef ref = canary(0.2);
    HttpResponse<String> answer = service.get("/api/versions/" + ref + "/explain");

    assertThat(answer.statusCode()).isEqualTo(200);
    var json = Service.json(answer);
    assertThat(json.path("state").stringValue()).isEqualTo("canary");
    assertThat(json.path("parent").stringValue()).isEqualTo("starter@0");
    assertThat(json.path("samples").path("users").asInt()).isEqualTo(1);
    assertThat(json.path("samples").path("top").get(0).path("user").stringValue())
        .isEqualTo("teacher");
    assertThat(json.path("canary").path("share").asDouble()).isEqualTo(0.2);
    assertThat(json.path("history").size()).isEqualTo(2);
    assertThat(json.path("history").get(1).path("actor").stringValue()).isEqualTo("gate");
  }

  @Test
  void goldenCasesAndQuarantineHaveTheirApi() throws Exception {
    HttpResponse<String> added =
        service.post(
            "/api/golden",
            "{\"name\":\"greets\",\"policy\":\"starter\",\"prompt\":\"Hi\",\"check\":{\"contains\":[\"hello\"]}}");
    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(
            service
                .post(
                    "/api/golden",
                    "{\"name\":\"x\",\"policy\":\"starter\",\"prompt\":\"Hi\",\"check\":{\"has\":1}}")
                .statusCode())
        .isEqualTo(400);
    String id = Service.json(added).path("id").stringValue();
    assertThat(Service.json(service.get("/api/golden")).path("golden").size()).isEqualTo(1);
    assertThat(service.send(service.request("/api/golden/" + id), "DELETE", "").statusCode())
        .isEqualTo(200);

    assertThat(service.post("/api/quarantine", "{\"user\":\"mallory\"}").statusCode())
        .isEqualTo(200);
    assertThat(service.get("/api/quarantine").body()).contains("mallory");
    assertThat(service.post("/api/quarantine/mallory/release", "{}").statusCode()).isEqualTo(200);
    assertThat(service.post("/api/quarantine/mallory/release", "{}").statusCode()).isEqualTo(404);
  }
}
