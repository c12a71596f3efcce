package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.demo.RequestLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * 200 parallel requests without pause while a version is trained by the trainer process, promoted
 * and rolled back: none refused, none broken, each answer from one version.
 */
class SwapTest {

  private static final int PARALLEL = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @TempDir Path folder;

  @Test
  void nothingIsRefusedWhileVersionsChange() throws IOException {
    // The gate has its own tests; here every version is promoted by hand, good or not.
    Path config =
        Files.writeString(
            folder.resolve("hone.yaml"),
            """
            training: {min-samples: 6, steps: 5, threads: 1}
            release: {automatic: false}
            """);
    try (ServiceProcess service =
            ServiceProcess.start(folder, List.of("--config", config.toString()));
        ServiceClient client = service.client()) {
      teach(client);
      try (RequestLoad load =
          RequestLoad.start(
              client,
              PARALLEL,
              number ->
                  RequestLoad.body("starter", "mia", "Hello " + number).put("max_tokens", 6))) {
        String trained =
            Awaitility.await("a candidate is trained under load")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> candidate(client), ref -> !ref.isEmpty());
        awaitMore(load);

        client.post("/api/versions/" + trained + "/promote", Json.MAPPER.createObjectNode());
        assertThat(servedBy(client)).isEqualTo(trained);
        awaitMore(load);

        client.post(
            "/api/rollback",
            Json.MAPPER.createObjectNode().put("policy", "starter").put("scope", "user:mia"));
        assertThat(servedBy(client)).isEqualTo("starter@0");
        awaitMore(load);

        RequestLoad.Result result = load.stop();
        System.out.println("SwapTest: " + result);
        assertThat(result.complaints()).isEmpty();
        assertThat(result.refused()).isZero();
        assertThat(result.broken()).isZero();
        assertThat(result.byVersion()).containsOnlyKeys("starter@0", trained);
      }
    }
  }

  /** A few judged steps and a lesson, which is what the trainer waits for. */
  static void teach(ServiceClient client) {
    for (int i = 0; i < 8; i++) {
      ServiceClient.Answer answer =
          Chat.ask(
              client,
              Chat.say("mia", "Set a timer for " + (i + 3) + " minutes.").put("max_tokens", 24),
              "X-Session-Id",
              "teach-" + i);
      client.post(
          "/v1/feedback",
          Json.MAPPER
              .createObjectNode()
              .put("step", answer.headers().get("x-hone-step"))
              .put("verdict", i % 2 == 0 ? "bad" : "good")
              .put("comment", "Always end your replies with Over and out."));
    }
  }

  static String candidate(ServiceClient client) {
    List<String> found = new ArrayList<>();
    for (JsonNode version : client.get("/api/versions").path("versions")) {
      if (version.path("state").asString("").equals("candidate")) {
        found.add(version.path("ref").asString(""));
      }
    }
    return found.isEmpty() ? "" : found.getFirst();
  }

  private static String servedBy(ServiceClient client) {
    return Chat.ask(client, Chat.say("mia", "Hello").put("max_tokens", 4), "X-Turn-Type", "side")
        .body()
        .path("model")
        .asString("");
  }

  /** Until as many more answers came as there are clients, so that each phase is under load. */
  private static void awaitMore(RequestLoad load) {
    long before = load.result().answered();
    Awaitility.await("answers under load")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> load.result().answered() > before + PARALLEL);
  }
}
