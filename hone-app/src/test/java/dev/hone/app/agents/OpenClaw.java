package dev.hone.app.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenClaw's gateway with Hone as its only provider. Turns go through its own HTTP endpoint, which
 * runs them as all others; each session has a key of its own.
 */
final class OpenClaw implements Program {

  private static final Duration START_PATIENCE = Duration.ofMinutes(5);
  private static final Duration TURN_PATIENCE = Duration.ofMinutes(4);
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 200;
  private static final String TOKEN = "a-token-of-this-test";

  private final Path folder;
  private final int port;
  private final HttpClient http =
      // It takes an offer of HTTP/2 for a WebSocket and does not answer.
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;

  OpenClaw(Path folder, HoneUnderTest hone, String api, int contextWindow) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.port = HoneUnderTest.freePort();
    Files.createDirectories(folder.resolve("work"));
    Files.writeString(
        folder.resolve("openclaw.json"),
        """
        {"gateway": {"mode": "local", "port": %d, "bind": "loopback",
          "auth": {"mode": "token", "token": "%s"},
          "http": {"endpoints": {"chatCompletions": {"enabled": true}}}},
         "agents": {"defaults": {"workspace": "%s", "skipBootstrap": true,
          "model": {"primary": "hone/scripted"}, "heartbeat": {"every": "1m", "target": "none"},
          "compaction": {"mode": "default", "keepRecentTokens": 3000}}},
         "models": {"mode": "merge", "providers": {"hone": {"baseUrl": "%s", "apiKey": "%s",
          "api": "%s", "models": [{"id": "scripted", "name": "scripted", "reasoning": false,
          "input": ["text"], "contextWindow": %d, "maxTokens": 4096,
          "cost": {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0}}]}}},
         "tools": {"exec": {"host": "gateway", "mode": "full"}}}
        """
            .formatted(
                port,
                TOKEN,
                folder.resolve("work"),
                api.equals("anthropic-messages") ? hone.url() : hone.url() + "/v1",
                hone.key(),
                api,
                contextWindow));
    this.process = start();
  }

  @Override
  public String name() {
    return "OpenClaw";
  }

  private Process start() throws IOException {
    Process started =
        Installed.builder(
                folder,
                Map.of(
                    "HOME", folder.toString(),
                    "OPENCLAW_STATE_DIR", folder.resolve("state").toString(),
                    "OPENCLAW_CONFIG_PATH", folder.resolve("openclaw.json").toString()),
                List.of(
                    Installed.node().toString(),
                    Installed.modules("openclaw").resolve("openclaw/openclaw.mjs").toString(),
                    "gateway",
                    "run"))
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("gateway.log").toFile()))
            .start();
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        HttpRequest probe =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        if (http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return started;
        }
        if (started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (IOException notYet) {
        pause(started);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    Installed.end(started);
    throw new IOException("OpenClaw did not start: " + log());
  }

  private static void pause(Process started) throws IOException {
    try {
      if (started.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("OpenClaw ended with " + started.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  String log() {
    try {
      return Files.readString(folder.resolve("gateway.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String say(Task task) throws IOException, InterruptedException {
    return say(task.session(), task.text());
  }

  /** Any text in a session, commands of OpenClaw's own as well. */
  String say(String session, String text) throws IOException, InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "openclaw");
    body.put("user", session);
    body.putArray("messages").addObject().put("role", "user").put("content", text);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
            .timeout(TURN_PATIENCE)
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  void restart() throws IOException {
    stop();
    process = start();
  }

  private void stop() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    stop();
    http.close();
  }
}
