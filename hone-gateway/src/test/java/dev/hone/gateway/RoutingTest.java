package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.core.AgentId;
import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.KeyGrant;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version answers. */
class RoutingTest {

  private static final Scope ANN = new Scope.OfUser(new UserId("ann"));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Service service;

  @BeforeEach
  void start() {
    service =
        Service.with(
            folder,
            options ->
                options.withRouting(new GatewayOptions.Routing(100, 20, Duration.ofMillis(5))));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String modelFor(String user, String model) throws Exception {
    HttpResponse<String> answer =
        service.post(
            "/v1/chat/completions",
            Service.chatBody("hi", false).replace("\"starter\"", "\"" + model + "\""),
            "X-User-Id",
            user);
    return answer.statusCode() == 200
        ? Service.json(answer).path("model").stringValue()
        : Integer.toString(answer.statusCode());
  }

  @Test
  void aNewLiveVersionIsTakenUpWithoutBeingTold() throws Exception {
    VersionRef one = service.candidate(ANN);
    assertThat(modelFor("ann", "starter")).isEqualTo("starter@0");
    service.makeLive(one);
    await().until(() -> modelFor("ann", "starter").equals(one.toString()));
    assertThat(modelFor("bob", "starter")).isEqualTo("starter@0");
    assertThat(modelFor("ann", "starter@0")).isEqualTo("starter@0");
    service.ledger.versions().rollback(Service.TENANT, "starter", ANN, "person:x", "{}");
    service.gateway.refreshRoutes();
    assertThat(modelFor("ann", "starter")).isEqualTo("starter@0");
  }

  @Test
  void aVersionThatCannotBeLoadedDoesNotTakeOver() throws Exception {
    VersionRef one = service.candidate(ANN);
    service.makeLive(one);
    service.gateway.refreshRoutes();
    VersionRef two = service.candidate(ANN);
    Path broken = service.folder.resolve("v" + two.number());
    Files.delete(broken);
    service.makeLive(two);
    service.gateway.refreshRoutes();
    assertThat(modelFor("ann", "starter")).isEqualTo(one.toString());
    HttpResponse<String> ready = service.get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(Service.json(ready).path("status").stringValue()).isEqualTo("degraded");
    assertThat(ready.body()).contains(two.toString()).contains("corrupt");
    assertThat(modelFor("ann", two.toString())).isEqualTo("503");
    assertThat(service.get("/metrics").body())
        .contains("hone_version_load_failures_total")
        .contains("hone_versions_broken 1.0");
    Files.createDirectory(broken);
    service.gateway.refreshRoutes();
    assertThat(modelFor("ann", "starter")).isEqualTo(two.toString());
    assertThat(Service.json(service.get("/readyz")).path("status").stringValue())
        .isEqualTo("ready");
  }

  @Test
  void adaptersBeyondTheBoundAreUnloadedThoseThatAreLiveLast() throws Exception {
    VersionRef live = service.candidate(ANN);
    service.makeLive(live);
    service.gateway.refreshRoutes();
    List<VersionRef> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(service.candidate(ANN));
    }
    for (VersionRef other : others) {
      assertThat(modelFor("bob", other.toString())).isEqualTo(other.toString());
    }
    VersionRef base = new VersionRef("starter", 0);
    assertThat(service.engine.loaded()).containsExactlyInAnyOrder(base, live, others.getLast());
    assertThat(modelFor("bob", others.getFirst().toString()))
        .isEqualTo(others.getFirst().toString());
    var adapters = Service.json(service.get("/api/status")).path("adapters");
    assertThat(adapters.path("loaded").asInt()).isEqualTo(2);
    assertThat(adapters.path("bytes").asInt()).isEqualTo(20);
    assertThat(adapters.path("bound").asInt()).isEqualTo(20);
    assertThat(adapters.path("evictions").asInt()).isEqualTo(4);
    assertThat(service.get("/metrics").body())
        .contains("hone_adapters_bytes 20.0")
        .contains("hone_adapters_loaded 2.0")
        .contains("hone_adapters_evictions_total 4.0");
  }

  @Test
  void aVersionThatAnotherPartUnloadedIsLoadedAgainWhenItIsNamed() throws Exception {
    VersionRef one = service.candidate(ANN);
    assertThat(modelFor("bob", one.toString())).isEqualTo(one.toString());
    service.engine.unload(one);
    assertThat(modelFor("bob", one.toString())).isEqualTo(one.toString());
    assertThat(Service.json(service.get("/api/status")).path("adapters").path("bytes").asInt())
        .isEqualTo(10);
  }

  @Test
  void aLiveAdapterThatHadToGoIsLoadedAgainByTheRequestThatNeedsIt() throws Exception {
    List<VersionRef> live = new ArrayList<>();
    for (String user : List.of("ann", "ben", "cem", "dan")) {
      VersionRef one = service.candidate(new Scope.OfUser(new UserId(user)));
      service.makeLive(one);
      live.add(one);
    }
    service.gateway.refreshRoutes();
    for (int round = 0; round < 3; round++) {
      int user = 0;
      for (String name : List.of("ann", "ben", "cem", "dan")) {
        assertThat(modelFor(name, "starter")).isEqualTo(live.get(user++).toString());
        assertThat(service.engine.loaded()).hasSizeLessThanOrEqualTo(3);
      }
    }
  }

  @Test
  void aLiveAdapterWhoseFilesWereLostGivesWayToAWiderVersion() throws Exception {
    VersionRef all = service.candidate(new Scope.OfTenant());
    service.makeLive(all);
    VersionRef ann = service.candidate(ANN);
    service.makeLive(ann);
    service.gateway.refreshRoutes();
    assertThat(modelFor("ann", "starter")).isEqualTo(ann.toString());
    Files.delete(service.folder.resolve("v" + ann.number()));
    for (int i = 0; i < 3; i++) {
      VersionRef other = service.candidate(new Scope.OfUser(new UserId("u" + i)));
      service.makeLive(other);
      service.gateway.refreshRoutes();
      assertThat(modelFor("u" + i, "starter")).isEqualTo(other.toString());
      assertThat(modelFor("v" + i, "starter")).isEqualTo(all.toString());
    }
    assertThat(service.engine.loaded()).doesNotContain(ann);
    assertThat(modelFor("ann", "starter")).isEqualTo(all.toString());
    assertThat(Service.json(service.get("/readyz")).path("status").stringValue())
        .isEqualTo("degraded");
  }

  @Test
  void anotherTenantSeesNothing() throws Exception {
    VersionRef one = service.candidate(ANN);
    assertThat(modelFor("ann", one.toString())).isEqualTo(one.toString());
    TenantId other = new TenantId("other");
    service.ledger.createTenant(other, "Other");
    String key =
        service.ledger.issueKey(new KeyGrant(other, new AgentId("a"), "test", true, true, true));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.at("/v1/chat/completions"))
            .header("Authorization", "Bearer " + key);
    HttpResponse<String> answer =
        service.send(
            request,
            "POST",
            Service.chatBody("hi", false).replace("\"starter\"", "\"" + one + "\""));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("known are starter, starter@0.");
    HttpResponse<String> models =
        service.send(
            HttpRequest.newBuilder(service.at("/v1/models"))
                .header("Authorization", "Bearer " + key)
                .GET());
    assertThat(models.body()).doesNotContain(one.toString());
  }

  @Test
  void aRequestEndsOnTheVersionItBeganWith() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch swapped = new CountDownLatch(1);
    VersionRef one = service.candidate(ANN);
    service.engine.says(
        request ->
            Script.text("a", "b")
                .holding(
                    index -> {
                      began.countDown();
                      try {
                        swapped.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> modelFor("ann", "starter"));
      began.await();
      service.makeLive(one);
      service.gateway.refreshRoutes();
      swapped.countDown();
      assertThat(running.get()).isEqualTo("starter@0");
      assertThat(modelFor("ann", "starter")).isEqualTo(one.toString());
    }
  }

  @Test
  void twoHundredParallelRequestsDoNotNoticeSwaps() throws Exception {
    VersionRef one = service.candidate(ANN);
    service.makeLive(one);
    service.gateway.refreshRoutes();
    Set<String> models = new ConcurrentSkipListSet<>();
    AtomicBoolean swapping = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int caller = i;
        callers.add(
            threads.submit(
                () -> {
                  int answered = 0;
                  while (swapping.get() || answered < 2) {
                    HttpResponse<String> answer =
                        caller % 2 == 0
                            ? service.chat("q " + caller + answered, "X-User-Id", "ann")
                            : service.stream("q " + caller + answered, "X-User-Id", "ann");
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    Set<String> named = named(answer.body());
                    assertThat(named).hasSize(1);
                    models.addAll(named);
                    answered++;
                  }
                  return answered;
                }));
      }
      for (int i = 0; i < 10; i++) {
        service.ledger.versions().rollback(Service.TENANT, "starter", ANN, "person:x", "{}");
        service.gateway.refreshRoutes();
        assertThat(modelFor("ann", "starter")).isEqualTo("starter@0");
        service
            .ledger
            .versions()
            .move(Service.TENANT, one, ReleaseState.RETIRED, ReleaseState.LIVE, "person:x", "{}");
        service.gateway.refreshRoutes();
        assertThat(modelFor("ann", "starter")).isEqualTo(one.toString());
      }
      swapping.set(false);
      for (Future<Integer> caller : callers) {
        assertThat(caller.get()).isGreaterThanOrEqualTo(2);
      }
    }
    assertThat(models).containsExactlyInAnyOrder("starter@0", one.toString());
  }

  private static Set<String> named(String body) {
    Set<String> named = new ConcurrentSkipListSet<>();
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("\"model\":\"([^\"]+)\"").matcher(body);
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    return named;
  }
}
