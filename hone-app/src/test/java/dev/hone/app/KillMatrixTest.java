package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hone.app.StagedUpstream.Stage;
import dev.hone.store.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The gateway, the store or the upstream is killed at each stage of a call, and at random moments
 * under load, on both stores: whatever was acknowledged is one complete step, nothing is there
 * twice, no step stays open, and no money stays reserved.
 *
 * <p>{@code -Dhone.matrix.rounds=50} for more random kills.
 */
class KillMatrixTest {

  private static final int ROUNDS = Integer.getInteger("hone.matrix.rounds", 2);
  private static final long SEED = Long.getLong("hone.seed", System.nanoTime());
  private static final int CALLERS = 8;

  /** Of a round, before the kill. */
  private static final int MOST_ANSWERS = 40;

  /** A process that shared a database counts as gone only after a while. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum Store {
    SQLITE,
    POSTGRESQL
  }

  private enum Victim {
    GATEWAY,
    STORE,
    UPSTREAM
  }

  /** Where in a call it dies: the upstream's stages, and those that only the caller sees. */
  private enum Point {
    BODY_HALF_SENT(null),
    ASKED(Stage.ASKED),
    HEAD_SENT(Stage.HEAD_SENT),
    HALF_SENT(Stage.HALF_SENT),
    ALL_BUT_END_SENT(Stage.ALL_BUT_END_SENT),
    END_SENT(Stage.END_SENT),
    ANSWERED(null);

    private final @Nullable Stage stage;

    Point(@Nullable Stage stage) {
      this.stage = stage;
    }
  }

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(Store.SQLITE, Victim.GATEWAY),
        Arguments.of(Store.SQLITE, Victim.UPSTREAM),
        Arguments.of(Store.POSTGRESQL, Victim.GATEWAY),
        Arguments.of(Store.POSTGRESQL, Victim.STORE),
        Arguments.of(Store.POSTGRESQL, Victim.UPSTREAM));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void diesAtEachStageOfACall(Store store, Victim victim) throws Exception {
    try (House house = new House(store, folder)) {
      house.budget();
      for (Point point : Point.values()) {
        String session = "at-" + point;
        AtomicBoolean armed = new AtomicBoolean(true);
        Runnable strike =
            () -> {
              if (armed.getAndSet(false)) {
                house.kill(victim);
              }
            };
        house.onStage(stage -> runIf(stage == point.stage, strike));
        RawCall first =
            house.call(session, "key-" + point, () -> runIf(point == Point.BODY_HALF_SENT, strike));
        runIf(point == Point.ANSWERED, strike);
        assertThat(armed).as("killed at " + point).isFalse();
        house.onStage(stage -> {});
        if (point == Point.ANSWERED) {
          assertThat(first.ended()).isTrue();
        }
        house.recover(victim);
        house.awaitSettled();
        int asked = house.upstream.asked();
        boolean kept = house.complete(session).size() == 1;
        house.assertKept(Map.of(session, List.of(first)));

        // The caller tries again, as clients do: the answer that was kept, or a new one.
        RawCall again = house.call(session, "key-" + point, () -> {});
        assertThat(again.ended()).as("again after " + point).isTrue();
        assertThat(again.text()).isEqualTo(StagedUpstream.TEXT);
        assertThat(house.upstream.asked() - asked).as("asked again").isEqualTo(kept ? 0 : 1);
        house.awaitSettled();
        house.assertKept(Map.of(session, List.of(first, again)));
        assertThat(house.complete(session)).as(session).hasSize(1);
      }
      house.assertMoney();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void diesAtRandomMomentsUnderLoad(Store store, Victim victim) throws Exception {
    System.out.println("KillMatrixTest seed " + SEED + ", rounds " + ROUNDS);
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, List<RawCall>> answers = new ConcurrentHashMap<>();
    AtomicInteger names = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    try (House house = new House(store, folder)) {
      house.budget();
      for (int round = 0; round < ROUNDS; round++) {
        AtomicBoolean stopped = new AtomicBoolean();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < CALLERS; i++) {
            callers.submit(
                () -> {
                  while (!stopped.get()) {
                    String session = "session-" + names.incrementAndGet();
                    RawCall call = house.call(session, "key-" + session, () -> {});
                    answers.put(session, List.of(call));
                    ended.addAndGet(call.ended() ? 1 : 0);
                  }
                });
          }
          int until = ended.get() + 1 + random.nextInt(MOST_ANSWERS);
          await().atMost(PATIENCE).until(() -> ended.get() >= until);
          house.kill(victim);
          stopped.set(true);
        }
        house.recover(victim);
      }
      house.awaitSettled();
      house.assertKept(answers);
      house.assertMoney();
    }
  }

  private static void runIf(boolean condition, Runnable action) {
    if (condition) {
      action.run();
    }
  }

  /** A service, its store and its upstream, each of which may be killed. */
  private static final class House implements AutoCloseable {

    private final StagedUpstream upstream;
    private volatile Consumer<Stage> onStage = stage -> {};
    private final @Nullable PostgresServer postgres;
    private final Path folder;
    private final List<String> arguments = new ArrayList<>();
    private volatile ServiceProcess service;
    private final ConcurrentLinkedQueue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();

    House(Store store, Path folder) throws IOException {
      this.folder = folder;
      if (store == Store.POSTGRESQL) {
        PostgresServer.whyMissing().ifPresent(Assumptions::abort);
        postgres = PostgresServer.start();
        opened.add(postgres);
        Path secret = Files.writeString(folder.resolve("secret"), PostgresServer.PASSWORD + "\n");
        Path configuration =
            Files.writeString(
                folder.resolve("hone.yaml"),
                "store:\n  url: %s\n  user: %s\n  password-file: %s\n"
                    .formatted(postgres.url(), PostgresServer.USER_WITH_PASSWORD, secret));
        arguments.addAll(List.of("--config", configuration.toString()));
      } else {
        postgres = null;
      }
      upstream = new StagedUpstream(stage -> onStage.accept(stage));
      opened.add(upstream);
      arguments.addAll(List.of("--no-training", "--upstream", upstream.url()));
      service = ServiceProcess.start(folder.resolve("data"), arguments);
    }

    void onStage(Consumer<Stage> consumer) {
      onStage = consumer;
    }

    /** Without one, nothing is reserved. */
    void budget() {
      try (ServiceClient client = service.client()) {
        client.post(
            "/api/budgets",
            Json.MAPPER
                .createObjectNode()
                .put("kind", "tenant")
                .put("period", "total")
                .put("money", 1_000_000));
      }
    }

    RawCall call(String session, String key, RawCall.Halfway halfway) {
      ServiceProcess asked = service;
      return RawCall.make(asked.url(), asked.key(), session, key, halfway);
    }

    void kill(Victim victim) {
      switch (victim) {
        case GATEWAY -> service.kill();
        case STORE -> {
          if (postgres != null) {
            postgres.crash();
          }
        }
        case UPSTREAM -> upstream.drop();
      }
    }

    void recover(Victim victim) {
      switch (victim) {
        case GATEWAY -> service = ServiceProcess.start(folder.resolve("data"), arguments);
        case STORE -> {
          if (postgres != null) {
            postgres.run();
          }
          await().atMost(PATIENCE).ignoreExceptions().until(this::ready);
        }
        case UPSTREAM -> await().atMost(PATIENCE).ignoreExceptions().until(this::ready);
      }
    }

    private boolean ready() {
      try (ServiceClient client = service.client()) {
        client.get("/readyz");
        return true;
      }
    }

    /** Nothing is reserved any more: every step has ended. */
    void awaitSettled() {
      try (ServiceClient client = service.client()) {
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .until(() -> budget(client).path("reserved").path("tokens").asLong() == 0);
      }
    }

    private static JsonNode budget(ServiceClient client) {
      return client.get("/api/budgets").path("budgets").path(0);
    }

    private static List<JsonNode> steps(ServiceClient client, String session) {
      List<JsonNode> steps = new ArrayList<>();
      try {
        client.get("/api/sessions/" + session).path("steps").forEach(steps::add);
      } catch (ServiceException none) {
        // A call that never arrived whole made no session.
        assertThat(none).hasMessageContaining("session");
      }
      return steps;
    }

    List<JsonNode> complete(String session) {
      try (ServiceClient client = service.client()) {
        return complete(client, session);
      }
    }

    private static List<JsonNode> complete(ServiceClient client, String session) {
      List<JsonNode> steps = steps(client, session);
      assertThat(steps).noneMatch(step -> step.path("status").asString().equals("open"));
      return steps.stream()
          .filter(step -> step.path("status").asString().equals("complete"))
          .toList();
    }

    /** What was acknowledged is complete, once; nothing else is complete but what is whole. */
    void assertKept(Map<String, List<RawCall>> sessions) {
      try (ServiceClient client = service.client()) {
        sessions.forEach((session, calls) -> assertKept(client, session, calls));
      }
    }

    private static void assertKept(ServiceClient client, String session, List<RawCall> calls) {
      List<JsonNode> complete = complete(client, session);
      assertThat(complete).as(session).hasSizeLessThanOrEqualTo(1);
      for (RawCall call : calls) {
        if (call.ended()) {
          assertThat(call.text()).isEqualTo(StagedUpstream.TEXT);
          assertThat(complete)
              .as(session)
              .extracting(step -> step.path("id").asString())
              .containsExactly(call.step());
        }
      }
      for (JsonNode step : complete) {
        JsonNode whole = client.get("/api/steps/" + step.path("id").asString());
        assertThat(whole.path("response").path("content").asString())
            .isEqualTo(StagedUpstream.TEXT);
        assertThat(whole.path("completion_tokens").asInt())
            .isEqualTo(StagedUpstream.COMPLETION_TOKENS);
      }
    }

    /**
     * What the budget has spent is what the calls have used, at least that of the complete ones.
     */
    void assertMoney() {
      try (ServiceClient client = service.client()) {
        long complete = 0;
        long all = 0;
        for (JsonNode session : client.get("/api/sessions?limit=1000").path("sessions")) {
          for (JsonNode step : steps(client, session.path("id").asString())) {
            all++;
            complete += step.path("status").asString().equals("complete") ? 1 : 0;
          }
        }
        long used = 0;
        long calls = 0;
        for (JsonNode row : client.get("/api/usage").path("usage")) {
          used += row.path("prompt_tokens").asLong() + row.path("completion_tokens").asLong();
          calls += row.path("calls").asLong();
        }
        JsonNode budget = budget(client);
        assertThat(budget.path("spent").path("tokens").asLong()).isEqualTo(used);
        assertThat(budget.path("reserved").path("money").asString()).matches("0(\\.0*)?");
        assertThat(calls).isBetween(complete, all);
        int each = StagedUpstream.PROMPT_TOKENS + StagedUpstream.COMPLETION_TOKENS;
        assertThat(used).isGreaterThanOrEqualTo(complete * each);
      }
    }

    @Override
    public void close() throws Exception {
      service.close();
      for (AutoCloseable one : opened) {
        one.close();
      }
    }
  }
}
