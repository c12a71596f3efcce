package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.KeyGrant;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdminTest {

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

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = service.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer);
  }

  @Test
  void lessons() throws Exception {
    HttpResponse<String> added =
        service.post("/api/lessons", "{\"scope\":\"user:ann\",\"text\":\" Use metres. \"}");
    assertThat(added.statusCode()).isEqualTo(201);
    String id = Service.json(added).path("id").stringValue();
    assertThat(Service.json(added).path("text").stringValue()).isEqualTo("Use metres.");
    assertThat(get("/api/lessons").path("lessons")).hasSize(1);
    assertThat(get("/api/lessons?scope=user:bob").path("lessons")).isEmpty();
    assertThat(get("/api/lessons?scope=user%3Aann").path("lessons")).hasSize(1);
    HttpResponse<String> changed =
        service.send(
            service.request("/api/lessons/" + id),
            "PATCH",
            "{\"text\":\"Use feet.\",\"state\":\"off\"}");
    assertThat(Service.json(changed).path("text").stringValue()).isEqualTo("Use feet.");
    assertThat(get("/api/lessons/" + id).path("state").stringValue()).isEqualTo("off");
    assertThat(
            service.chat("hi", "X-User-Id", "ann").headers().firstValue("X-Hone-Lessons-Applied"))
        .hasValue("0");
    assertThat(service.send(service.request("/api/lessons/" + id), "DELETE", "").statusCode())
        .isEqualTo(200);
    assertThat(service.get("/api/lessons/" + id).statusCode()).isEqualTo(404);
    assertThat(service.get("/api/lessons/nonsense").statusCode()).isEqualTo(404);
    assertThat(service.post("/api/lessons", "{\"scope\":\"x\",\"text\":\"a\"}").statusCode())
        .isEqualTo(400);
    assertThat(service.post("/api/lessons", "{\"scope\":\"tenant\",\"text\":\" \"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void versionsArePromotedAndTakenBack() throws Exception {
    VersionRef one = service.candidate(new Scope.OfUser(new UserId("ann")));
    assertThat(get("/api/versions").path("versions")).hasSize(2);
    HttpResponse<String> promoted =
        service.post("/api/versions/" + one + "/promote", "{\"reason\":\"looks good\"}");
    assertThat(promoted.statusCode()).as(promoted.body()).isEqualTo(200);
    assertThat(Service.json(promoted).path("state").stringValue()).isEqualTo("live");
    assertThat(Service.json(service.chat("hi", "X-User-Id", "ann")).path("model").stringValue())
        .isEqualTo(one.toString());
    assertThat(service.post("/api/versions/" + one + "/promote", "").statusCode()).isEqualTo(409);
    JsonNode version = get("/api/versions/" + one + "?lineage=1");
    assertThat(version.path("history")).hasSize(2);
    assertThat(version.at("/history/1/actor").stringValue()).isEqualTo("person:assistant");
    assertThat(version.at("/history/1/evidence/reason").stringValue()).isEqualTo("looks good");
    assertThat(version.at("/lineage/steps").asInt()).isEqualTo(1);
    assertThat(version.at("/lineage/step_ids")).hasSize(1);
    HttpResponse<String> back =
        service.post("/api/rollback", "{\"policy\":\"starter\",\"scope\":\"user:ann\"}");
    assertThat(Service.json(back).path("serving").stringValue()).isEqualTo("starter@0");
    assertThat(Service.json(service.chat("hi", "X-User-Id", "ann")).path("model").stringValue())
        .isEqualTo("starter@0");
    assertThat(
            service
                .post("/api/rollback", "{\"policy\":\"starter\",\"scope\":\"user:ann\"}")
                .statusCode())
        .isEqualTo(404);
    assertThat(service.get("/api/versions/starter@99").statusCode()).isEqualTo(404);
  }

  @Test
  void sessionsAndSteps() throws Exception {
    HttpResponse<String> answer = service.chat("hi", "X-Session-Id", "s1", "X-User-Id", "ann");
    String step = service.step(answer).id().toString();
    service.post("/v1/feedback", "{\"step\":\"" + step + "\",\"verdict\":\"good\"}");
    assertThat(get("/api/sessions?user=ann&limit=5").path("sessions")).hasSize(1);
    assertThat(get("/api/sessions?user=bob").path("sessions")).isEmpty();
    assertThat(service.get("/api/sessions?limit=0").statusCode()).isEqualTo(400);
    JsonNode session = get("/api/sessions/s1");
    assertThat(session.at("/steps/0/id").stringValue()).isEqualTo(step);
    assertThat(session.at("/steps/0/asked/content").stringValue()).isEqualTo("hi");
    assertThat(get("/api/sessions/" + session.path("id").stringValue()).path("steps")).hasSize(1);
    JsonNode one = get("/api/steps/" + step);
    assertThat(one.at("/prompt/messages/0/content").stringValue()).isEqualTo("hi");
    assertThat(one.at("/response/content").stringValue()).isEqualTo("Hello, world");
    assertThat(one.path("feedback")).hasSize(1);
    assertThat(one.has("response_token_ids")).isFalse();
    JsonNode tokens = get("/api/steps/" + step + "?tokens=1");
    assertThat(tokens.path("response_token_ids")).hasSize(4);
    assertThat(tokens.path("logprobs")).hasSize(4);
    assertThat(tokens.at("/version_spans/0/version").stringValue()).isEqualTo("starter@0");
    assertThat(service.get("/api/sessions/nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void statusCountsUsage() throws Exception {
    service.chat("hi");
    JsonNode status = get("/api/status");
    assertThat(status.at("/usage/steps").asInt()).isEqualTo(1);
    assertThat(status.at("/usage/completion_tokens").asInt()).isEqualTo(4);
    assertThat(status.path("trainers").isArray()).isTrue();
  }

  @Test
  void onlyAdminsOfTheSameTenant() throws Exception {
    HttpResponse<String> answer = service.chat("hi", "X-Session-Id", "s1");
    String step = service.step(answer).id().toString();
    String lesson =
        Service.json(service.post("/api/lessons", "{\"scope\":\"tenant\",\"text\":\"a\"}"))
            .path("id")
            .stringValue();
    VersionRef version = service.candidate(new Scope.OfTenant());
    TenantId other = new TenantId("other");
    service.ledger.createTenant(other, "Other");
    String admin =
        service.ledger.issueKey(new KeyGrant(other, new AgentId("a"), "test", true, true, true));
    String plain =
        service.ledger.issueKey(
            new KeyGrant(Service.TENANT, Service.AGENT, "test", true, true, false));
    for (String path :
        List.of(
            "/api/steps/" + step,
            "/api/sessions/s1",
            "/api/sessions/" + service.step(answer).session(),
            "/api/lessons/" + lesson,
            "/api/versions/" + version)) {
      assertThat(service.get(path).statusCode()).as(path).isEqualTo(200);
      assertThat(as(admin, path).statusCode()).as(path).isEqualTo(404);
      assertThat(as(plain, path).statusCode()).as(path).isEqualTo(403);
    }
    HttpRequest.Builder feedback =
        HttpRequest.newBuilder(service.at("/v1/feedback"))
            .header("Authorization", "Bearer " + admin);
    assertThat(
            service
                .send(feedback, "POST", "{\"step\":\"" + step + "\",\"verdict\":1}")
                .statusCode())
        .isEqualTo(404);
  }

  private HttpResponse<String> as(String key, String path) throws Exception {
    return service.send(
        HttpRequest.newBuilder(service.at(path)).header("Authorization", "Bearer " + key).GET());
  }

  @Test
  void everyRouteIsInTheDocument() throws Exception {
    JsonNode document = Service.json(service.get("/api/openapi.json"));
    assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
    List<String> routes = new ArrayList<>();
    document
        .path("paths")
        .propertyStream()
        .forEach(
            path ->
                path.getValue()
                    .propertyStream()
                    .forEach(
                        method ->
                            routes.add(
                                method.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey())));
    assertThat(routes)
        .containsExactlyInAnyOrder(
            "POST /v1/chat/completions",
            "POST /v1/responses",
            "GET /v1/responses/{response}",
            "POST /v1/messages",
            "POST /v1/messages/count_tokens",
            "GET /v1/models",
            "GET /v1/models/{model}",
            "POST /{trajectory}/{prompt}/v1/chat/completions",
            "POST /{trajectory}/{prompt}/v1/responses",
            "GET /{trajectory}/{prompt}/v1/responses/{response}",
            "POST /{trajectory}/{prompt}/v1/messages",
            "POST /{trajectory}/{prompt}/v1/messages/count_tokens",
            "GET /{trajectory}/{prompt}/v1/models",
            "GET /{trajectory}/{prompt}/v1/models/{model}",
            "POST /init_trajectory",
            "POST /register_trajectory",
            "POST /{trajectory}/{prompt}/v1/register_trajectory",
            "POST /complete_trajectory/{trajectory}",
            "POST /{trajectory}/{prompt}/v1/complete_trajectory",
            "POST /{trajectory}/{prompt}/v1/trajectory/complete",
            "POST /submit_steps",
            "POST /v1/feedback",
            "POST /v1/sessions/{session}/done",
            "POST /v1/signals/{source}",
            "GET /api/limits",
            "POST /api/limits",
            "DELETE /api/limits/{id}",
            "GET /api/audit",
            "GET /api/privacy",
            "POST /api/privacy",
            "GET /api/lessons",
            "POST /api/lessons",
            "GET /api/lessons/{id}",
            "PATCH /api/lessons/{id}",
            "DELETE /api/lessons/{id}",
            "GET /api/versions",
            "GET /api/versions/{ref}",
            "GET /api/versions/{ref}/explain",
            "POST /api/versions/{ref}/promote",
            "GET /api/golden",
            "POST /api/golden",
            "DELETE /api/golden/{id}",
            "GET /api/quarantine",
            "POST /api/quarantine",
            "POST /api/quarantine/{user}/release",
            "POST /api/rollback",
            "POST /api/import",
            "GET /api/export",
            "POST /api/erase",
            "GET /api/keys",
            "POST /api/keys",
            "DELETE /api/keys/{id}",
            "POST /api/keys/{id}/rotate",
            "GET /api/budgets",
            "POST /api/budgets",
            "DELETE /api/budgets/{id}",
            "GET /api/usage",
            "GET /api/sessions",
            "GET /api/sessions/{id}",
            "GET /api/steps/{id}",
            "GET /api/status",
            "GET /healthz",
            "GET /readyz",
            "GET /metrics",
            "GET /api/openapi.json");
    for (String route : routes) {
      String path = route.substring(route.indexOf(' ') + 1).replaceAll("\\{\\w+}", "x");
      HttpRequest.Builder request = service.request(path);
      request.method(route.substring(0, route.indexOf(' ')), HttpRequest.BodyPublishers.noBody());
      HttpResponse<String> answer = service.send(request);
      assertThat(answer.body()).as(route).doesNotContain("There is nothing at");
      assertThat(answer.statusCode()).as(route).isNotIn(405, 500);
    }
  }

  @Test
  void metricsNameTheTenant() throws Exception {
    service.chat("hi");
    service.get("/nowhere");
    String metrics = service.get("/metrics").body();
    assertThat(metrics)
        .contains(
            "hone_requests_total{route=\"/v1/chat/completions\",status=\"200\",tenant=\"acme\"}")
        .contains("hone_tokens_total{direction=\"out\",tenant=\"acme\"} 4.0")
        .contains("hone_steps_committed_total{tenant=\"acme\"} 1.0")
        .contains("hone_first_token_seconds_count{tenant=\"acme\"} 1")
        .contains("route=\"unmatched\"")
        .doesNotContain("nowhere");
    assertThat(Service.json(service.get("/readyz")).path("status").stringValue())
        .isEqualTo("ready");
    assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
  }
}
