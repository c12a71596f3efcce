package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kill −9 the service in the middle of a training run: after the restart the run goes on from its
 * checkpoint, ends as one candidate, and no sample was used twice.
 */
class TrainingKillTest {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int STEPS = 30;

  /** A checkpoint is written every five steps; this far in there is one that is not the first. */
  private static final int KILLED_AFTER = 7;

  @TempDir Path folder;

  @Test
  void aRunContinuesAfterAKill() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("hone.yaml"),
            """
            training: {min-samples: 6, steps: %d, threads: 1}
            release: {automatic: false}
            """
                .formatted(STEPS));
    List<String> options = List.of("--config", config.toString());
    try (ServiceProcess service = ServiceProcess.start(folder, options);
        ServiceClient client = service.client()) {
      SwapTest.teach(client);
      Awaitility.await("the run is past its second checkpoint")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> step(client) >= KILLED_AFTER);
      service.kill();
    }
    try (ServiceProcess service = ServiceProcess.start(folder, options);
        ServiceClient client = service.client()) {
      String candidate =
          Awaitility.await("the run ends after the restart")
              .atMost(PATIENCE)
              .pollInterval(Duration.ofMillis(100))
              .until(() -> SwapTest.candidate(client), ref -> !ref.isEmpty());

      assertThat(candidate).isEqualTo("starter@1");
      JsonNode evidence = evidence(client, candidate);
      assertThat(evidence.path("resumed_at_step").asInt()).isBetween(5, STEPS - 1);
      assertThat(evidence.path("samples").asInt()).isPositive();
      assertThat(client.get("/api/versions").path("versions").valueStream())
          .as("the base and one candidate")
          .hasSize(2);
    }
  }

  private static int step(ServiceClient client) {
    int most = 0;
    for (JsonNode trainer : client.get("/api/status").path("trainers")) {
      most = Math.max(most, trainer.path("step").asInt(0));
    }
    return most;
  }

  private static JsonNode evidence(ServiceClient client, String ref) {
    for (JsonNode event : client.get("/api/versions/" + ref).path("history")) {
      if (event.path("evidence").has("samples")) {
        return event.path("evidence");
      }
    }
    throw new AssertionError("no evidence of the trainer for " + ref);
  }
}
