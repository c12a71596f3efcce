package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolChoice;
import dev.hone.core.engine.GenerationListener;
import dev.hone.core.engine.GenerationRequest;
import dev.hone.core.engine.Sampling;
import dev.hone.core.engine.TrainingRun;
import dev.hone.core.engine.TrainingSetup;
import dev.hone.core.engine.VersionFiles;
import dev.hone.engine.embedded.EmbeddedEngine;
import dev.hone.engine.embedded.EmbeddedOptions;
import dev.hone.gateway.Gateway;
import dev.hone.gateway.GatewayOptions;
import dev.hone.store.Judgement;
import dev.hone.store.KeyGrant;
import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard.TrainingScope;
import dev.hone.store.sqlite.SqliteLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two hundred adapters behind one gateway, in the memory of twenty. */
@Timeout(300)
class AdapterMemoryTest {

  private static final int VERSIONS = 200;
  private static final int ROOM = 20;
  private static final int CALLERS = 32;
  private static final long SEED = 20261120;
  private static final TenantId ACME = new TenantId("acme");
  private static final AgentId HELPER = new AgentId("helper");
  private static final VersionRef BASE = new VersionRef("starter", 0);

  @TempDir Path folder;

  @Test
  void eachAnswerComesFromItsOwnVersionAndMemoryStaysBounded() throws Exception {
    System.out.println("seed " + SEED);
    Path starter = StarterLocation.locate();
    List<VersionRef> refs;
    List<String> alone = new ArrayList<>();
    long size;
    try (Ledger ledger =
        SqliteLedger.open(folder.resolve("store"), LedgerOptions.defaults(), Clock.systemUTC())) {
      ledger.versions().registerBase("starter", starter.toString());
      ledger.createTenant(ACME, "Acme");
      String key = ledger.issueKey(new KeyGrant(ACME, HELPER, "test", true, false, true));
      try (EmbeddedEngine engine = new EmbeddedEngine(EmbeddedOptions.defaults())) {
        engine.load(BASE, new VersionFiles(starter, null));
        refs = adapters(ledger, engine, key);
        for (VersionRef ref : refs) {
          engine.load(ref, new VersionFiles(starter, adapter(ref.number())));
          alone.add(
              engine
                  .generate(
                      new GenerationRequest(
                          ref,
                          Prompt.of(ChatMessage.user("Set a timer for 5 minutes.")),
                          new ToolChoice.Auto(),
                          Sampling.greedy(10),
                          0),
                      GenerationListener.none())
                  .text());
          engine.unload(ref);
        }
        engine.load(refs.getFirst(), new VersionFiles(starter, adapter(1)));
        size = engine.memory(refs.getFirst());
        assertThat(size).isGreaterThan(Files.size(adapter(1).resolve("adapter_model.safetensors")));
      }
      assertThat(new HashSet<>(alone)).as("versions answer differently").hasSizeGreaterThan(100);
      try (EmbeddedEngine engine = new EmbeddedEngine(EmbeddedOptions.defaults());
          Gateway gateway = gateway(ledger, engine, size * ROOM)) {
        serve(gateway, key, refs, alone, size);
        assertThat(engine.loaded()).hasSizeLessThanOrEqualTo(ROOM + 1);
      }
    }
  }

  private static Gateway gateway(Ledger ledger, EmbeddedEngine engine, long bytes) {
    return Gateway.start(
        GatewayOptions.defaults()
            .withPort(0)
            .withRouting(new GatewayOptions.Routing(4096, bytes, Duration.ofMillis(50))),
        ledger,
        engine,
        null,
        new SimpleMeterRegistry(),
        Clock.systemUTC());
  }

  private void serve(
      Gateway gateway, String key, List<VersionRef> refs, List<String> alone, long size)
      throws Exception {
    URI address = URI.create("http://127.0.0.1:" + gateway.port());
    AtomicLong highest = new AtomicLong();
    Random random = new Random(SEED);
    try (HttpClient http = HttpClient.newHttpClient();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 2 * VERSIONS; i++) {
        int user = i < VERSIONS ? i : random.nextInt(VERSIONS);
        calls.add(
            threads.submit(
                () -> {
                  JsonNode answer = ask(http, address, key, user);
                  assertThat(answer.path("model").asString(""))
                      .isEqualTo(refs.get(user).toString());
                  assertThat(answer.at("/choices/0/message/content").asString(""))
                      .as("user %d", user)
                      .isEqualTo(alone.get(user));
                  highest.accumulateAndGet(
                      adapters(http, address, key).path("bytes").asLong(0), Math::max);
                  return null;
                }));
      }
      for (Future<Void> call : calls) {
        call.get();
      }
      JsonNode after = adapters(http, address, key);
      System.out.printf(
          "%d adapters of %d bytes, bound %d; highest seen %d, at the end %d; %d evictions%n",
          VERSIONS,
          size,
          size * ROOM,
          highest.get(),
          after.path("bytes").asLong(0),
          after.path("evictions").asLong(0));
      assertThat(highest.get()).isLessThanOrEqualTo(size * (ROOM + CALLERS));
      assertThat(after.path("bytes").asLong(0)).isLessThanOrEqualTo(size * ROOM);
      assertThat(after.path("evictions").asLong(0)).isGreaterThan(VERSIONS - ROOM - 1);
    }
  }

  private static JsonNode adapters(HttpClient http, URI address, String key)
      throws IOException, InterruptedException {
    return Json.MAPPER
        .readTree(
            http.send(
                    HttpRequest.newBuilder(address.resolve("/api/status"))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body())
        .path("adapters");
  }

  private static JsonNode ask(HttpClient http, URI address, String key, int user)
      throws IOException, InterruptedException {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "starter").put("temperature", 0).put("max_tokens", 10);
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", "Set a timer for 5 minutes.");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .header("X-User-Id", "user-" + user)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body());
  }

  private Path adapter(int number) {
    return folder.resolve("adapter-" + number);
  }

  /** One live version for each user. */
  private List<VersionRef> adapters(Ledger ledger, EmbeddedEngine engine, String key)
      throws Exception {
    Path first = folder.resolve("first");
    try (TrainingRun run =
        engine.train(
            new TrainingSetup(
                BASE,
                new TrainingSetup.Trained.Lora(2, 4, Set.of("q_proj", "v_proj", "down_proj")),
                TrainingSetup.Optimizer.defaults(),
                SEED,
                1))) {
      run.save(first);
    }
    for (int user = 0; user < VERSIONS; user++) {
      write(first, adapter(user + 1), new Random(SEED + user));
    }
    List<VersionRef> refs = new ArrayList<>();
    try (Gateway gateway = gateway(ledger, engine, 1 << 20);
        HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + gateway.port());
      for (int user = 0; user < VERSIONS; user++) {
        JsonNode answer = ask(http, address, key, user);
        assertThat(answer.path("model").asString("")).isEqualTo(BASE.toString());
      }
    }
    for (int user = 0; user < VERSIONS; user++) {
      UserId id = new UserId("user-" + user);
      StepId step = ledger.tenant(ACME).steps().recent(id, 1).getFirst().id();
      ledger
          .tenant(ACME)
          .signals()
          .add(new Judgement("e" + user, step, "rule:test", Verdict.GOOD, "", null, "test"));
      TrainingLease lease =
          ledger
              .work()
              .takeSamples(
                  new TrainingScope(ACME, id, "starter", 1, 0, 0),
                  "trainer",
                  9,
                  Duration.ofMinutes(1))
              .orElseThrow();
      VersionRef ref = ledger.versions().reserve(ACME, "starter");
      ledger
          .versions()
          .registerCandidate(
              ref,
              ACME,
              new Scope.OfUser(id),
              BASE,
              adapter(ref.number()).toString(),
              List.of(step),
              lease,
              "{}");
      ledger.versions().move(ACME, ref, ReleaseState.CANDIDATE, ReleaseState.LIVE, "test", "{}");
      refs.add(ref);
    }
    return refs;
  }

  /** The same adapter with other numbers, large enough to change what is said. */
  private static void write(Path from, Path to, Random random) throws IOException {
    Files.createDirectories(to);
    Files.copy(from.resolve("adapter_config.json"), to.resolve("adapter_config.json"));
    byte[] bytes = Files.readAllBytes(from.resolve("adapter_model.safetensors"));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int data = Math.toIntExact(Long.BYTES + buffer.getLong(0));
    for (int at = data; at < bytes.length; at += Float.BYTES) {
      buffer.putFloat(at, (float) (0.3 * random.nextGaussian()));
    }
    Files.write(to.resolve("adapter_model.safetensors"), bytes);
  }
}
