package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.store.Feedback;
import dev.hone.store.KeyGrant;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepRecord;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sessions by path, by body, and side calls, against the running server. */
class TrajectoryTest {

  private static final String ID = "d2e70091-3007-41a3-a916-cb8b0d3098de";

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

  private JsonNode ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer);
  }

  private List<SessionSummary> sessions() {
    return service.ledger.tenant(Service.TENANT).steps().sessions(null, 10);
  }

  private String otherTenant() {
    TenantId other = new TenantId("other");
    service.ledger.createTenant(other, "Other");
    return service.ledger.issueKey(new KeyGrant(other, new AgentId("a"), "test", true, true, true));
  }

  @Test
  void aTrajectoryFromItsBeginningToItsReward() throws Exception {
    JsonNode begun = ok(service.post("/init_trajectory", ""));
    String name = begun.path("trajectory_uid").stringValue();
    String base = begun.path("base_url").stringValue();
    assertThat(base).isEqualTo(service.at("/" + name + "/1").toString());
    String path = "/" + name + "/1";

    JsonNode announced =
        ok(
            service.post(
                path + "/v1/register_trajectory",
                "{\"channel\":\"train\",\"metadata\":{\"data_source\":\"gsm8k\"}}"));
    assertThat(announced.path("status").stringValue()).isEqualTo("ok");
    assertThat(announced.path("not_kept").toString()).isEqualTo("[\"metadata\"]");

    HttpResponse<String> first =
        service.post(path + "/v1/chat/completions", Service.chatBody("one", false));
    ok(first);
    assertThat(first.headers().firstValue("X-Hone-Not-Kept")).hasValue("prompt");
    // An unrelated conversation, and another dialect: the path says that it is the same session.
    HttpResponse<String> second =
        service.post(
            path + "/v1/messages",
            "{\"model\":\"starter\",\"max_tokens\":50,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"two\"}]}");
    ok(second);
    HttpResponse<String> third =
        service.post(path + "/v1/responses", "{\"model\":\"starter\",\"input\":\"three\"}");
    ok(third);
    assertThat(sessions()).singleElement().extracting(SessionSummary::key).isEqualTo(name);

    JsonNode done =
        ok(service.post("/complete_trajectory/" + name, "{\"reward\":0.5,\"channel\":\"train\"}"));
    assertThat(done.path("known").booleanValue()).isFalse();
    assertThat(
            ok(service.post(path + "/v1/trajectory/complete", "{\"final_reward\":0.5}"))
                .path("known")
                .booleanValue())
        .isTrue();
    ok(service.post(path + "/v1/complete_trajectory", ""));
    StepId last = service.step(third).id();
    assertThat(service.ledger.tenant(Service.TENANT).signals().feedback(last))
        .extracting(Feedback::score)
        .containsExactly(0.5);
    assertThat(sessions()).singleElement().extracting(SessionSummary::done).isEqualTo(true);
  }

  @Test
  void streamsAndModelsByPath() throws Exception {
    HttpResponse<String> stream =
        service.post("/t/p/v1/chat/completions", Service.chatBody("one", true));
    assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    assertThat(ok(service.get("/t/p/v1/models")).path("data")).isNotEmpty();
    assertThat(sessions()).singleElement().extracting(SessionSummary::key).isEqualTo("t");
  }

  @Test
  void whatCannotBeHonouredIsSaid() throws Exception {
    assertThat(service.post("/register_trajectory", "{}").body()).contains("trajectory_uid");
    assertThat(
            service
                .post("/register_trajectory", "{\"trajectory_uid\":\"t\",\"channel\":\"val\"}")
                .body())
        .contains("without consent");
    assertThat(service.post("/complete_trajectory/none", "").statusCode()).isEqualTo(404);
    assertThat(service.post("/complete_trajectory/t", "{\"reward\":7}").body())
        .contains("from -1 to 1");
    assertThat(service.post("/complete_trajectory/t", "{\"trajectory_uid\":\"u\"}").statusCode())
        .isEqualTo(400);
    assertThat(
            service
                .post(
                    "/t/p/v1/chat/completions",
                    Service.chatBody("one", false),
                    "X-Session-Id",
                    "other")
                .body())
        .contains("different sessions");
    assertThat(
            service.post("/%20/p/v1/chat/completions", Service.chatBody("a", false)).statusCode())
        .isEqualTo(400);
    assertThat(sessions()).isEmpty();
  }

  @Test
  void anotherTenantsTrajectoryDoesNotExist() throws Exception {
    ok(service.post("/t/1/v1/chat/completions", Service.chatBody("one", false)));
    HttpRequest.Builder foreign =
        HttpRequest.newBuilder(service.at("/complete_trajectory/t"))
            .header("Authorization", "Bearer " + otherTenant());
    assertThat(service.send(foreign, "POST", "{\"reward\":1}").statusCode()).isEqualTo(404);
    assertThat(sessions()).singleElement().extracting(SessionSummary::done).isEqualTo(false);
    HttpRequest.Builder nobody = HttpRequest.newBuilder(service.at("/init_trajectory"));
    assertThat(service.send(nobody, "POST", "").statusCode()).isEqualTo(401);
  }

  @Test
  void submittedStepsAreKeptOnceWithTheirTokens() throws Exception {
    String steps =
        """
        {"steps":[
         {"trajectory_uid":"w","prompt_uid":"7","step_index":0,"prompt_ids":[1,2],
          "response_ids":[3,4],"rollout_log_probs":[-0.5,-0.25],"policy_version":3,
          "messages":[{"role":"user","content":"a"}],
          "response":{"role":"assistant","content":"b"}},
         {"trajectory_uid":"w","step_index":1,"prompt_ids":[1],"response_ids":[5],"reward":1.0,
          "is_last":true,"metadata":{"k":1},
          "messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},
                      {"role":"user","content":"c"}],
          "response":{"role":"assistant","content":"d"}}]}
        """;
    JsonNode added = ok(service.post("/submit_steps?channel=train", steps));
    assertThat(added.path("accepted").asInt()).isEqualTo(2);
    assertThat(added.path("known").asInt()).isZero();
    assertThat(added.path("not_kept").toString())
        .isEqualTo("[\"metadata\",\"policy_version\",\"prompt_uid\"]");
    assertThat(ok(service.post("/submit_steps", steps)).path("known").asInt()).isEqualTo(2);

    SessionSummary session = sessions().getFirst();
    assertThat(session.key()).isEqualTo("w");
    assertThat(session.done()).isTrue();
    List<StepRecord> kept = service.ledger.tenant(Service.TENANT).steps().ofSession(session.id());
    assertThat(kept).hasSize(2);
    var first = Objects.requireNonNull(kept.getFirst().result());
    assertThat(first.response()).isEqualTo(ChatMessage.assistant("b", List.of()));
    assertThat(first.promptIds()).containsExactly(1, 2);
    assertThat(first.responseIds()).containsExactly(3, 4);
    assertThat(first.logprobs()).containsExactly(-0.5f, -0.25f);
    assertThat(first.untrainable()).startsWith("submitted: ");
    assertThat(service.ledger.tenant(Service.TENANT).steps().nextStates(kept.getFirst().id()))
        .singleElement()
        .satisfies(next -> assertThat(next.messages()).containsExactly(ChatMessage.user("c")));
    assertThat(service.ledger.tenant(Service.TENANT).signals().feedback(kept.getLast().id()))
        .extracting(Feedback::score)
        .containsExactly(1.0);
    assertThat(service.post("/submit_steps", steps.replace("\"b\"", "\"x\"")).statusCode())
        .isEqualTo(409);
  }

  @Test
  void submittedStepsThatCannotBeKeptAreRefusedBeforeAnyIs() throws Exception {
    String good =
        "{\"trajectory_uid\":\"w\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
            + "\"response\":{\"role\":\"assistant\",\"content\":\"b\"}}";
    String idsOnly =
        "{\"trajectory_uid\":\"w\",\"step_index\":1,\"prompt_ids\":[1],\"response_ids\":[2]}";
    HttpResponse<String> refused =
        service.post("/submit_steps", "{\"steps\":[" + good + "," + idsOnly + "]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("steps[1]", "token ids and no text");
    assertThat(service.post("/submit_steps", "{\"steps\":{}}").statusCode()).isEqualTo(400);
    assertThat(service.post("/submit_steps?channel=val", "{\"steps\":[" + good + "]}").body())
        .contains("without consent");
    assertThat(
            service
                .post(
                    "/submit_steps",
                    "{\"steps\":["
                        + good.replace("}}", "},\"response_ids\":[1],\"rollout_log_probs\":[0,0]}")
                        + "]}")
                .body())
        .contains("2 log-probs for 1 response ids");
    assertThat(sessions()).isEmpty();
  }

  @Test
  void theBodyNamesTheSessionOfItsUser() throws Exception {
    String body =
        "{\"model\":\"starter\",\"user\":\"%s\",\"metadata\":{\"session_id\":\"s\"},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    ok(service.post("/v1/chat/completions", body.formatted("ann", "one")));
    ok(service.post("/v1/chat/completions", body.formatted("ann", "two")));
    ok(service.post("/v1/chat/completions", body.formatted("bob", "one")));
    assertThat(sessions()).hasSize(2).allSatisfy(one -> assertThat(one.key()).isEqualTo("s"));
    // A header says more than a body.
    ok(service.post("/v1/chat/completions", body.formatted("ann", "x"), "X-Session-Id", "h"));
    ok(service.post("/v1/chat/completions", body.formatted("ann", "y"), "session_id", ID));
    assertThat(sessions()).extracting(SessionSummary::key).contains("h", ID);
  }

  @Test
  void aCodingAgentsUserIsNotItsSession() throws Exception {
    String body =
        "{\"model\":\"starter\",\"max_tokens\":50,\"metadata\":{\"user_id\":\"user_ab_account__session_%s\"},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    ok(service.post("/v1/messages", body.formatted(ID, "one")));
    ok(service.post("/v1/messages", body.formatted(ID, "two")));
    ok(service.post("/v1/messages", body.formatted(ID.replace('d', 'e'), "one")));
    assertThat(sessions())
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.user().value()).isEqualTo("user_ab"));
  }

  @Test
  void sideCallsAreToldApartAndSayWhy() throws Exception {
    String quota =
        "{\"model\":\"starter\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"quota\"}]}";
    HttpResponse<String> side = service.post("/v1/chat/completions", quota);
    ok(side);
    assertThat(service.step(side).line()).isEqualTo(Line.SIDE);
    JsonNode shown = ok(service.get("/api/steps/" + service.step(side).id()));
    assertThat(shown.path("line").stringValue()).isEqualTo("side");
    assertThat(shown.path("line_reason").stringValue()).startsWith("rule probe: ");

    HttpResponse<String> main = service.post("/v1/chat/completions", quota, "X-Turn-Type", "main");
    assertThat(service.step(main).line()).isEqualTo(Line.MAIN);
    assertThat(service.step(main).lineReason()).isEqualTo("header X-Turn-Type");
    assertThat(service.step(service.chat("Hello")).lineReason()).isNull();
  }
}
