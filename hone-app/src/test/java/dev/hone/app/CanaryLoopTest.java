package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.engine.model.CrossEntropyLoss;
import dev.hone.gateway.Gateway;
import dev.hone.gateway.GatewayOptions;
import dev.hone.learn.judge.JudgeDesk;
import dev.hone.learn.judge.RuleJudge;
import dev.hone.learn.lesson.LessonDesk;
import dev.hone.learn.release.ReleaseDesk;
import dev.hone.learn.release.ReleaseOptions;
import dev.hone.learn.release.SequentialComparison;
import dev.hone.learn.release.SkillCheck;
import dev.hone.store.Judgement;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.TrainingLease;
import dev.hone.store.sqlite.SqliteLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * The real gateway, engine, starter policy, store, judge and release desk, with the gate switched
 * off: what is worse is taken back by what its users say, what is as good is promoted, and no
 * request is refused. A user is content with what the base would have answered.
 */
@Timeout(300)
class CanaryLoopTest {

  private static final TenantId TENANT = new TenantId("acme");
  private static final VersionRef BASE = new VersionRef("starter", 0);
  private static final VersionRef FIRST = new VersionRef("starter", 1);
  private static final long SEED = 20261120;
  private static final int MOST_SESSIONS = 800;

  @TempDir Path folder;
  private Ledger ledger;
  private EmbeddedEngine engine;
  private Gateway gateway;
  private JudgeDesk judges;
  private String key;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    ledger = SqliteLedger.open(folder.resolve("data"), LedgerOptions.defaults(), Clock.systemUTC());
    Path starter = StarterLocation.locate();
    EmbeddedOptions bounds = EmbeddedOptions.defaults();
    engine =
        new EmbeddedEngine(
            new EmbeddedOptions(
                1,
                bounds.maxStreams(),
                bounds.maxWaiting(),
                bounds.batchTokens(),
                bounds.prefillChunk()));
    engine.load(BASE, new VersionFiles(starter, null));
    ledger.versions().registerBase("starter", starter.toString());
    ledger.createTenant(TENANT, "Acme");
    key = ledger.issueKey(new KeyGrant(TENANT, new AgentId("helper"), "test", true, false, true));
    gateway =
        Gateway.start(
            GatewayOptions.defaults().withPort(0),
            ledger,
            engine,
            null,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
    judges = new JudgeDesk(ledger, new RuleJudge(), null, new LessonDesk(ledger), "judge");
    judges.start();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    judges.close();
    gateway.close();
    engine.close();
    ledger.close();
  }

  private HttpResponse<String> post(String path, ObjectNode body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(String model, int i, String session)
      throws IOException, InterruptedException {
    ObjectNode body = Chat.say("user" + i % 50, "Set a timer for " + (i % 50 + 2) + " minutes.");
    body.put("model", model).put("temperature", 0).put("max_tokens", 40);
    return post("/v1/chat/completions", body, "X-Session-Id", session);
  }

  /** An adapter whose weights are pushed towards random tokens, or hardly moved at all. */
  private void candidate(boolean bad) throws Exception {
    HttpResponse<String> taught = ask("starter", 0, "taught");
    StepId step = StepId.parse(taught.headers().firstValue("x-hone-step").orElseThrow());
    ledger
        .tenant(TENANT)
        .signals()
        .add(new Judgement("taught", step, "rule:test", Verdict.GOOD, "", null, "test"));
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes().getFirst(), "trainer", 9, Duration.ofMinutes(1))
            .orElseThrow();
    Path adapter = folder.resolve("candidate");
    int[] prompt = engine.encode(BASE, Prompt.of(ChatMessage.user("Set a timer."))).ids();
    Random random = new Random(SEED);
    try (TrainingRun run =
        engine.train(
            new TrainingSetup(
                BASE,
                new TrainingSetup.Trained.Lora(4, 8, Set.of("q_proj", "v_proj", "down_proj")),
                TrainingSetup.Optimizer.defaults(),
                SEED,
                1))) {
      for (int i = 0; i < (bad ? 12 : 1); i++) {
        int[] tokens = Arrays.copyOf(prompt, prompt.length + 12);
        boolean[] trained = new boolean[tokens.length];
        for (int t = prompt.length; t < tokens.length; t++) {
          tokens[t] = 50 + random.nextInt(200);
          trained[t] = true;
        }
        run.step(
            List.of(new TrainingSequence(tokens, trained, 0)),
            new CrossEntropyLoss(1.0 / 12),
            bad ? 0.05 : 1e-9);
      }
      run.save(adapter);
    }
    VersionRef ref = ledger.versions().reserve(TENANT, "starter");
    ledger
        .versions()
        .registerCandidate(
            ref,
            TENANT,
            new Scope.OfTenant(),
            BASE,
            adapter.toString(),
            List.of(step),
            lease,
            "{}");
  }

  /** Sessions of one request and one verdict, until the canary is decided. */
  private int serve(ReleaseDesk desk) throws Exception {
    int byCanary = 0;
    for (int i = 0; i < MOST_SESSIONS && state() == ReleaseState.CANARY; i++) {
      HttpResponse<String> answer = ask("starter", i, "session " + i);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      var json = Json.MAPPER.readTree(answer.body());
      byCanary += json.path("model").asString("").equals(FIRST.toString()) ? 1 : 0;
      var wanted = Json.MAPPER.readTree(ask(BASE.toString(), i, "wanted " + i).body());
      boolean content =
          json.path("choices")
              .path(0)
              .path("message")
              .path("content")
              .equals(wanted.path("choices").path(0).path("message").path("content"));
      StepId step = StepId.parse(answer.headers().firstValue("x-hone-step").orElseThrow());
      HttpResponse<String> told =
          post(
              "/v1/feedback",
              Json.MAPPER
                  .createObjectNode()
                  .put("step", step.toString())
                  .put("verdict", content ? "good" : "bad"));
      assertThat(told.statusCode()).as(told.body()).isLessThan(300);
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> !ledger.tenant(TENANT).signals().judgements(step).isEmpty());
      desk.watch();
    }
    return byCanary;
  }

  private ReleaseState state() {
    return ledger.versions().find(TENANT, FIRST).orElseThrow().state();
  }

  private ReleaseDesk desk() {
    return new ReleaseDesk(
        ledger,
        engine,
        SkillCheck.Source.none(),
        ReleaseOptions.defaults()
            .withGate(false)
            .withCanary(0.2, 0, SequentialComparison.defaults()),
        gateway::refreshRoutes);
  }

  @Test
  void aDeliberatelyBadOneIsTakenBackByItself() throws Exception {
    candidate(true);
    ReleaseDesk desk = desk();
    desk.once();
    assertThat(state()).isEqualTo(ReleaseState.CANARY);

    int requests = serve(desk);

    System.out.println("the bad canary was taken back after " + requests + " of its requests");
    assertThat(state()).isEqualTo(ReleaseState.REJECTED);
    assertThat(requests).isLessThanOrEqualTo(50);
    // A session that it had begun goes on with what is live.
    assertThat(ask("starter", 1, "session 1").statusCode()).isEqualTo(200);
  }

  @Test
  void oneThatIsAsGoodIsPromoted() throws Exception {
    candidate(false);
    ReleaseDesk desk = desk();
    desk.once();

    int requests = serve(desk);

    System.out.println("the good canary was promoted after " + requests + " of its requests");
    assertThat(state()).isEqualTo(ReleaseState.LIVE);
  }
}
