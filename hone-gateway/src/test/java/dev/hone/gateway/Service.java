package dev.hone.gateway;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.vault.Secret;
import dev.hone.store.Judgement;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.TrainingLease;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running gateway over a real ledger and a scripted engine. */
final class Service implements AutoCloseable {

  static final TenantId TENANT = new TenantId("acme");
  static final AgentId AGENT = new AgentId("assistant");
  static final long NOW = 1_760_000_000L;

  private static final Map<String, Secret> KEYS = new ConcurrentHashMap<>();

  final ScriptedEngine engine = new ScriptedEngine();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final Path folder;
  final Ledger ledger;
  final String key;
  final Gateway gateway;
  final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<@Nullable OpenAIClient> openai = new AtomicReference<>();

  private Service(
      Path folder,
      UnaryOperator<GatewayOptions> options,
      UnaryOperator<Ledger> around,
      @Nullable UpstreamPlan plan) {
    this.folder = folder;
    this.ledger = around.apply(Ledgers.open(folder.resolve("data")));
    ledger.createTenant(TENANT, "Acme");
    this.key = ledger.issueKey(new KeyGrant(TENANT, AGENT, "test", true, true, true));
    if (plan == null) {
      ledger.versions().registerBase("starter", newFolder("starter").toString());
    }
    this.gateway =
        Gateway.start(
            options.apply(GatewayOptions.defaults().withPort(0)),
            ledger,
            plan == null ? engine : null,
            plan,
            registry,
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
  }

  static Service start(Path folder) {
    return new Service(folder, options -> options, ledger -> ledger, null);
  }

  static Service with(Path folder, UnaryOperator<GatewayOptions> options) {
    return new Service(folder, options, ledger -> ledger, null);
  }

  static Service over(Path folder, UnaryOperator<Ledger> around) {
    return new Service(folder, options -> options, around, null);
  }

  static Service before(Path folder, UpstreamOptions upstream) {
    return before(folder, plan(upstream));
  }

  static Service before(Path folder, UpstreamPlan plan) {
    return new Service(folder, options -> options, ledger -> ledger, plan);
  }

  static Service before(Path folder, UpstreamPlan plan, UnaryOperator<GatewayOptions> options) {
    return new Service(folder, options, ledger -> ledger, plan);
  }

  /** One upstream; a secret of its vault is its own name. */
  static UpstreamPlan plan(UpstreamOptions... upstreams) {
    return UpstreamPlan.of(List.of(upstreams))
        .withVault((tenant, name) -> KEYS.computeIfAbsent(name, any -> Secret.of(name, name)));
  }

  static Service before(Path folder, UpstreamOptions upstream, UnaryOperator<Ledger> around) {
    return new Service(folder, options -> options, around, plan(upstream));
  }

  static Service before(
      Path folder,
      UpstreamOptions upstream,
      UnaryOperator<GatewayOptions> options,
      UnaryOperator<Ledger> around) {
    return new Service(folder, options, around, plan(upstream));
  }

  Path newFolder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A candidate trained on one new step; its folder exists. */
  VersionRef candidate(Scope scope) throws Exception {
    UserId user = new UserId("teacher");
    HttpResponse<String> answer = chat("sample " + UUID.randomUUID(), "X-User-Id", user.value());
    StepId step = step(answer).id();
    ledger
        .tenant(TENANT)
        .signals()
        .add(new Judgement("e-" + step, step, "rule:test", Verdict.GOOD, "", null, "test"));
    TrainingLease lease =
        ledger
            .work()
            .takeSamples(
                ledger.work().trainingScopes().getFirst(), "trainer", 9, Duration.ofMinutes(1))
            .orElseThrow();
    VersionRef ref = ledger.versions().reserve(TENANT, "starter");
    ledger
        .versions()
        .registerCandidate(
            ref,
            TENANT,
            scope,
            new VersionRef("starter", 0),
            newFolder("v" + ref.number()).toString(),
            List.of(step),
            lease,
            "{\"loss\":1}");
    return ref;
  }

  void makeLive(VersionRef ref) {
    ledger.versions().move(TENANT, ref, ReleaseState.CANDIDATE, ReleaseState.LIVE, "gate", "{}");
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + gateway.port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).header("Authorization", "Bearer " + key);
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send(request(path), "POST", body, headers);
  }

  HttpResponse<String> send(
      HttpRequest.Builder request, String method, String body, String... headers) throws Exception {
    request.method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> chat(String text, String... headers) throws Exception {
    return post("/v1/chat/completions", chatBody(text, false), headers);
  }

  HttpResponse<String> stream(String text, String... headers) throws Exception {
    return post("/v1/chat/completions", chatBody(text, true), headers);
  }

  static String chatBody(String text, boolean stream) {
    return "{\"model\":\"starter\",\"messages\":[{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]"
        + (stream ? ",\"stream\":true" : "")
        + "}";
  }

  /** All steps of the session of an answer. */
  StepRecord step(HttpResponse<?> answer) {
    return ledger
        .tenant(TENANT)
        .steps()
        .find(StepId.parse(answer.headers().firstValue("X-Hone-Step").orElseThrow()))
        .orElseThrow();
  }

  StepResult result(HttpResponse<?> answer) {
    return Objects.requireNonNull(step(answer).result());
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  /** The data of each event. */
  static List<String> events(String body) {
    return List.of(body.split("\n\n")).stream()
        .map(event -> event.substring("data: ".length()))
        .toList();
  }

  OpenAIClient openai() {
    OpenAIClient client = openai.get();
    if (client == null) {
      client =
          OpenAIOkHttpClient.builder()
              .baseUrl(at("/v1").toString())
              .apiKey(key)
              .maxRetries(0)
              .build();
      openai.set(client);
    }
    return client;
  }

  @Override
  public void close() {
    OpenAIClient client = openai.get();
    if (client != null) {
      client.close();
    }
    http.shutdownNow();
    gateway.close();
    ledger.close();
  }
}
