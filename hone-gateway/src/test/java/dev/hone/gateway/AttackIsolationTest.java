package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.AgentId;
import dev.hone.core.TenantId;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.KeyGrant;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepRecord;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases 37 and 39 of the attacks: many tenants at once. */
class AttackIsolationTest {

  private static final Pattern CANARY = Pattern.compile("canary-(t\\d+)-\\w+");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static String key(Service service, TenantId tenant) {
    service.ledger.createTenant(tenant, tenant.value());
    return service.ledger.issueKey(
        new KeyGrant(tenant, new AgentId("assistant"), "", true, true, true));
  }

  private static HttpResponse<String> ask(
      Service service, String key, String body, String session, String user) throws Exception {
    return service.send(
        HttpRequest.newBuilder(service.at("/v1/chat/completions"))
            .header("x-api-key", key)
            .header("X-Session-Id", session)
            .header("X-User-Id", user),
        "POST",
        body);
  }

  private static String turn(String... texts) {
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < texts.length; i++) {
      messages
          .append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i % 2 == 0 ? "user" : "assistant")
          .append("\",\"content\":\"")
          .append(texts[i])
          .append("\"}");
    }
    return "{\"model\":\"starter\",\"messages\":[" + messages + "]}";
  }

  /** Tenants whose canaries are in a text. */
  private static List<String> tenants(String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = CANARY.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void case37_aThousandSessionsOfAHundredTenantsHearNothingOfEachOther() throws Exception {
    try (Service service = Service.start(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Says again all that it was shown.
      service.engine.says(
          request ->
              Script.text(
                  String.join(
                      " ",
                      request.prompt().messages().stream()
                          .flatMap(message -> tenantsWords(message.content()).stream())
                          .toList())));
      Map<String, String> keys = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        TenantId tenant = new TenantId("t" + i);
        keys.put(tenant.value(), key(service, tenant));
        service
            .ledger
            .tenant(tenant)
            .lessons()
            .add(
                new dev.hone.core.Scope.OfTenant(),
                "Say canary-t" + i + "-lesson.",
                null,
                List.of());
      }
      // The same session and user names everywhere.
      Semaphore atOnce = new Semaphore(200);
      List<Future<Void>> sessions = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        String tenant = "t" + i % 100;
        String session = "session-" + i / 100;
        sessions.add(
            threads.submit(
                () -> {
                  atOnce.acquire();
                  try {
                    talk(service, keys.getOrDefault(tenant, ""), tenant, session);
                  } finally {
                    atOnce.release();
                  }
                  return null;
                }));
      }
      for (Future<Void> session : sessions) {
        session.get();
      }
      for (String tenant : keys.keySet()) {
        var ledger = service.ledger.tenant(new TenantId(tenant));
        List<SessionSummary> own = ledger.steps().sessions(null, 100);
        assertThat(own).hasSize(10);
        for (SessionSummary session : own) {
          List<StepRecord> steps = ledger.steps().ofSession(session.id());
          assertThat(steps).hasSize(2);
          assertThat(tenants(steps.toString())).isNotEmpty().containsOnly(tenant);
        }
      }
      // What the model saw: never two tenants in one prompt.
      assertThat(service.engine.requests).hasSize(2000);
      service.engine.requests.forEach(
          request ->
              assertThat(tenants(request.prompt().toString()).stream().distinct()).hasSize(1));
      assertThat(service.get("/metrics").body()).doesNotContain("canary-");
    }
  }

  private static List<String> tenantsWords(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = CANARY.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static void talk(Service service, String key, String tenant, String session)
      throws Exception {
    String canary = "canary-" + tenant + "-" + session.replace('-', '_');
    HttpResponse<String> first = ask(service, key, turn(canary), session, "ann");
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    String said = Service.json(first).at("/choices/0/message/content").stringValue();
    assertThat(tenants(said)).containsOnly(tenant);
    assertThat(said).contains(canary, "canary-" + tenant + "-lesson");
    HttpResponse<String> second = ask(service, key, turn(canary, said, "more"), session, "ann");
    assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
    assertThat(tenants(second.body())).containsOnly(tenant);
  }

  @Test
  void case39_oneTenantsFloodLeavesTheOthersTheirShare() throws Exception {
    int places = 8;
    TenantId flooder = new TenantId("flooder");
    TenantId quiet = new TenantId("quiet");
    try (Service service =
            Service.with(
                folder,
                options ->
                    options
                        .withHttp(options.http().withMaxConcurrentRequests(places))
                        .withLimits(options.limits().withQueue(4, Duration.ofMinutes(2))));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String a = key(service, flooder);
      String b = key(service, quiet);
      AtomicInteger ofQuiet = new AtomicInteger();
      AtomicInteger mostOfQuiet = new AtomicInteger();
      service.engine.says(
          request -> {
            boolean mine = request.prompt().toString().contains("quiet");
            return Script.text("a")
                .holding(
                    index -> {
                      if (mine) {
                        mostOfQuiet.accumulateAndGet(ofQuiet.incrementAndGet(), Math::max);
                      }
                      Thread.yield();
                      if (mine) {
                        ofQuiet.decrementAndGet();
                      }
                    });
          });
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger left = new AtomicInteger(10_000);
      Map<Integer, AtomicInteger> flood = new java.util.concurrent.ConcurrentHashMap<>();
      List<Future<Void>> flooders = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int number = i;
        flooders.add(
            threads.submit(
                () -> {
                  while (!over.get() && left.getAndDecrement() > 0) {
                    int status =
                        ask(service, a, turn("flood"), "s" + number, "u" + number).statusCode();
                    flood.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
                  }
                  return null;
                }));
      }
      ConcurrentLinkedQueue<Integer> answers = new ConcurrentLinkedQueue<>();
      List<Future<Void>> quietOnes = new ArrayList<>();
      for (int i = 0; i < places / 2; i++) {
        int number = i;
        quietOnes.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 50; j++) {
                    answers.add(
                        ask(service, b, turn("quiet " + j), "s" + number, "u" + number)
                            .statusCode());
                  }
                  return null;
                }));
      }
      for (Future<Void> one : quietOnes) {
        one.get();
      }
      over.set(true);
      for (Future<Void> one : flooders) {
        one.get();
      }
      assertThat(answers).hasSize(places / 2 * 50).containsOnly(200);
      assertThat(flood.keySet()).isSubsetOf(200, 503).contains(503);
      assertThat(mostOfQuiet.get()).isPositive();
    }
  }
}
