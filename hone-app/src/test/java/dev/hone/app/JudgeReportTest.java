package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.config.HoneConfig;
import dev.hone.core.Verdict;
import dev.hone.learn.drift.DriftOptions;
import dev.hone.learn.drift.JudgeDrift;
import dev.hone.learn.judge.Opinion;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Drift of judges, where people and machines look for it. */
class JudgeReportTest {

  @TempDir Path folder;

  @Test
  void aMoveIsInTheReportAndCountedAsAnAlarm() {
    Instant[] now = {Instant.EPOCH};
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now[0];
          }

          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    JudgeDrift drift = new JudgeDrift(clock, DriftOptions.defaults());
    for (int hour = 0; hour < 6; hour++) {
      for (int i = 0; i < 100; i++) {
        boolean bad = i < (hour < 5 ? 10 : 90);
        drift.judged(
            Service.FIRST_TENANT,
            new Opinion(bad ? Verdict.BAD : Verdict.GOOD, "rule:correction", "", List.of(), ""));
      }
      now[0] = now[0].plus(Duration.ofHours(1));
    }
    JsonNode report =
        new JudgeReport(drift, null, new SimpleMeterRegistry()).of(Service.FIRST_TENANT);

    assertThat(drift.alarms()).isEqualTo(4);
    assertThat(report.path("drift")).hasSize(4);
    JsonNode move = report.path("drift").path(0);
    assertThat(move.path("source").asString()).isEqualTo("all");
    assertThat(move.path("before").asDouble()).isEqualTo(0.1);
    assertThat(move.path("recent").asDouble()).isEqualTo(0.9);
  }

  @Test
  void theServiceShowsIt() throws IOException, InterruptedException {
    HoneConfig config =
        HoneConfig.defaults()
            .withData(folder.resolve("data"))
            .withServer(null, 0)
            .withUpstream("http://127.0.0.1:1");
    try (Service service = Service.start(config, List.of(), Map.of());
        HttpClient client = HttpClient.newHttpClient()) {
      String key = Files.readString(folder.resolve("data/key")).strip();
      JsonNode status =
          Json.MAPPER.readTree(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create(service.url() + "/api/status"))
                          .header("Authorization", "Bearer " + key)
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
      assertThat(status.path("judges").path("sources").isArray()).isTrue();
      assertThat(status.path("judges").path("drift").isArray()).isTrue();
      String metrics =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(service.url() + "/metrics"))
                      .header("Authorization", "Bearer " + key)
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(metrics).contains("hone_judge_drift_alarms 0.0");
    }
  }
}
