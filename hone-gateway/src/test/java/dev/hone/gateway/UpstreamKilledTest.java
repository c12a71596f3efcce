package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.store.StepRecord;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upstream that dies as a process in the middle of an answer. */
class UpstreamKilledTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void itsAnswerIsKeptAsInterruptedAndTheNextCallGoesElsewhere() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                UpstreamProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (FakeUpstream second = new FakeUpstream();
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      second.answers(
          "application/json",
          "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"two\"},\"finish_reason\":\"stop\"}]}");
      URI address = URI.create("http://127.0.0.1:" + out.readLine());
      try (Service service =
          Service.before(
              folder, Service.plan(UpstreamOptions.of("first", address), second.named("second")))) {
        HttpResponse<Stream<String>> answer =
            service.http.send(
                service
                    .request("/v1/chat/completions")
                    .POST(HttpRequest.BodyPublishers.ofString(Service.chatBody("hi", true)))
                    .build(),
                HttpResponse.BodyHandlers.ofLines());
        Iterator<String> lines = answer.body().iterator();
        assertThat(lines.next()).contains("\"a\"");
        process.destroyForcibly().waitFor();
        StringBuilder rest = new StringBuilder();
        lines.forEachRemaining(rest::append);
        assertThat(rest.toString()).contains("\"error\":").doesNotContain("[DONE]");
        Awaitility.await()
            .until(() -> service.step(answer).status() == StepRecord.Status.INTERRUPTED);
        assertThat(service.result(answer).response().content()).startsWith("a");
        HttpResponse<String> next = service.chat("hi");
        assertThat(next.headers().firstValue("X-Hone-Upstream")).hasValue("second");
        assertThat(second.seen).hasSize(1);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
