package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The official Node clients, unmodified. Skipped where there is no Node. */
class NodeSdkTest {

  private static final Path SOURCE = Path.of("src", "test", "npm");
  private static final Path INSTALLED = Path.of("target", "npm-sdk");
  private static final int MINUTES = 5;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private static String run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Path errors = Files.createTempFile("sdk", ".err");
    Path output = Files.createTempFile("sdk", ".out");
    Process process =
        builder.redirectError(errors.toFile()).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError(List.of(command) + " did not end in " + MINUTES + " minutes");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(process.exitValue())
          .as("%s: %s%s", List.of(command), text, Files.readString(errors, StandardCharsets.UTF_8))
          .isZero();
      return text;
    } finally {
      process.destroyForcibly();
      Files.delete(errors);
      Files.delete(output);
    }
  }

  private static boolean hasNode() throws InterruptedException {
    try {
      run(Path.of("."), Map.of(), "npm", "--version");
      run(Path.of("."), Map.of(), "node", "--version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void install() throws Exception {
    Files.createDirectories(INSTALLED);
    String lock = Files.readString(SOURCE.resolve("package-lock.json"));
    Path installed = INSTALLED.resolve("installed-lock.json");
    for (String file :
        List.of(
            "package.json",
            "package-lock.json",
            ".npmrc",
            "sdk.mjs",
            "dialects.mjs",
            "features.mjs")) {
      Files.copy(
          SOURCE.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(installed) && Files.readString(installed).equals(lock)) {
      return;
    }
    run(INSTALLED, Map.of(), "npm", "ci", "--ignore-scripts", "--prefer-offline");
    Files.writeString(installed, lock);
  }

  private static void script(Service service) {
    service.engine.says(
        request -> {
          String asked = request.prompt().messages().getLast().content();
          return switch (asked) {
            case "timer" -> Script.calling(new ToolCall("call_1", "timer", "{\"minutes\":5}"));
            case "break" ->
                Script.text("Hel", "lo")
                    .holding(
                        index -> {
                          if (index == 1) {
                            throw new IllegalStateException("the engine broke");
                          }
                        });
            default -> Script.text("Hello", ", ", "wörld");
          };
        });
  }

  @Test
  void theClientWorks() throws Exception {
    assumeTrue(hasNode(), "npm and node are needed for this test");
    install();
    try (Service service = Service.start(folder)) {
      script(service);
      String output =
          run(
              INSTALLED,
              Map.of("HONE_URL", service.at("/v1").toString(), "HONE_KEY", service.key),
              "node",
              "sdk.mjs");
      JsonNode result = JsonMapper.shared().readTree(output);
      assertThat(result.path("whole").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("streamed").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("model").stringValue()).isEqualTo("starter@0");
      assertThat(result.path("completionTokens").asInt()).isEqualTo(4);
      assertThat(result.at("/call/name").stringValue()).isEqualTo("timer");
      assertThat(result.at("/call/arguments").stringValue()).isEqualTo("{\"minutes\":5}");
      assertThat(result.path("finish").stringValue()).isEqualTo("tool_calls");
      assertThat(result.at("/streamedCall/arguments").stringValue()).isEqualTo("{\"minutes\":5}");
      assertThat(result.path("models").toString()).isEqualTo("[\"starter\",\"starter@0\"]");
      assertThat(result.path("unknownModel").toString())
          .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,\"code\":\"model_not_found\"}");
      assertThat(result.path("broken").stringValue()).isEqualTo("APIError");
      assertThat(result.path("beforeBreak").stringValue()).isEqualTo("Hel");
    }
  }

  @Test
  void theOtherDialectsWork() throws Exception {
    assumeTrue(hasNode(), "npm and node are needed for this test");
    install();
    try (Service service = Service.start(folder)) {
      script(service);
      String output =
          run(
              INSTALLED,
              Map.of("HONE_URL", service.at("").toString(), "HONE_KEY", service.key),
              "node",
              "dialects.mjs");
      JsonNode result = JsonMapper.shared().readTree(output);
      assertThat(result.path("responseText").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("previous").booleanValue()).isTrue();
      assertThat(result.path("responseCall").stringValue()).isEqualTo("{\"minutes\":5}");
      assertThat(result.path("argumentsDone").booleanValue()).isTrue();
      assertThat(result.path("broken").stringValue()).isEqualTo("APIError");
      assertThat(result.path("beforeBreak").stringValue()).isEqualTo("Hel");
      assertThat(result.path("messageText").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("messageTokens").asInt()).isEqualTo(4);
      assertThat(result.path("toolUse").toString()).isEqualTo("{\"minutes\":5}");
      assertThat(result.path("stopReason").stringValue()).isEqualTo("tool_use");
      assertThat(result.path("counted").asInt()).isEqualTo(1);
      assertThat(result.path("unknownModel").toString())
          .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,\"type\":\"not_found_error\"}");
      assertThat(result.path("brokenMessage").stringValue()).isEqualTo("APIError");
    }
  }

  private static void answer(FakeUpstream upstream) {
    upstream.answers(
        (request, out) -> {
          String answer =
              request.line().contains("/v1/embeddings")
                  // The client asks for little-endian floats in base64: 0.5 and -2.
                  ? """
                  {"object":"list","data":[{"object":"embedding","index":0,
                   "embedding":"AAAAPwAAAMA="}],"model":"embedder",
                   "usage":{"prompt_tokens":3,"total_tokens":3}}"""
                  : completion(request.text());
          out.write(FakeUpstream.head(200, "application/json"));
          out.write(answer.getBytes(StandardCharsets.UTF_8));
        });
  }

  private static String completion(String request) {
    JsonNode body = JsonMapper.shared().readTree(request);
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    answer.put("id", "c1").put("object", "chat.completion").put("created", 1).put("model", "m");
    ArrayNode choices = answer.putArray("choices");
    for (int i = 0; i < body.path("n").asInt(1); i++) {
      choices
          .addObject()
          .put("index", i)
          .put("finish_reason", "stop")
          .putObject("message")
          .put("role", "assistant")
          .put(
              "content",
              body.path("response_format").path("type").asString("").equals("json_schema")
                  ? "{\"minutes\":5}"
                  : "choice " + i + (request.contains("image/png") ? " with image" : ""));
    }
    answer.putObject("usage").put("prompt_tokens", 3).put("completion_tokens", 2);
    return answer.toString();
  }

  @Test
  void helpersAndLimitsOfTheClientsWork() throws Exception {
    assumeTrue(hasNode(), "npm and node are needed for this test");
    install();
    CountDownLatch gone = new CountDownLatch(1);
    try (FakeUpstream upstream = new FakeUpstream();
        Service service = Service.start(folder.resolve("engine"));
        Service before =
            Service.before(folder.resolve("upstream"), Service.plan(upstream.named("one")))) {
      answer(upstream);
      service.engine.says(
          request -> {
            ChatMessage last = request.prompt().messages().getLast();
            return switch (last.content()) {
              case "timer" -> Script.calling(new ToolCall("call_1", "timer", "{\"minutes\":5}"));
              case "slow" ->
                  Script.text("Hel", "lo", "!")
                      .holding(
                          index -> {
                            if (index == 1) {
                              await(gone);
                            }
                          });
              default -> Script.text("Hello", ", ", "wörld");
            };
          });
      String output =
          run(
              INSTALLED,
              Map.of(
                  "HONE_URL",
                  service.at("").toString(),
                  "HONE_KEY",
                  service.key,
                  "UPSTREAM_URL",
                  before.at("").toString(),
                  "UPSTREAM_KEY",
                  before.key),
              "node",
              "features.mjs");
      gone.countDown();
      JsonNode result = JsonMapper.shared().readTree(output);
      assertThat(result.path("runnerText").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("runnerCalls").toString()).isEqualTo("[5]");
      assertThat(result.path("runnerMessages").asInt()).isEqualTo(4);
      assertThat(result.path("toolRunnerText").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("toolRunnerCalls").toString()).isEqualTo("[5]");
      String refused = "{\"name\":\"BadRequestError\",\"status\":400}";
      assertThat(result.path("engineFormat").toString()).isEqualTo(refused);
      assertThat(result.path("engineTextFormat").toString()).isEqualTo(refused);
      assertThat(result.path("engineChoices").toString()).isEqualTo(refused);
      assertThat(result.path("engineEmbeddings").toString())
          .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404}");
      assertThat(result.path("seeded").stringValue()).isEqualTo("Hello, wörld");
      assertThat(result.path("beforeLeaving").stringValue()).isEqualTo("Hel");
      assertThat(result.path("vector").toString()).isEqualTo("[0.5,-2]");
      assertThat(result.path("vectorTokens").asInt()).isEqualTo(3);
      assertThat(result.path("formatted").asInt()).isEqualTo(5);
      assertThat(result.path("choices").toString()).isEqualTo("[\"choice 0\",\"choice 1\"]");
      assertThat(result.path("seen").stringValue()).isEqualTo("choice 0 with image");
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(steps(service))
                      .filteredOn(step -> step.status() == StepRecord.Status.INTERRUPTED)
                      .hasSize(1));
    }
  }

  private static List<StepRecord> steps(Service service) {
    StepLog log = service.ledger.tenant(Service.TENANT).steps();
    return log.sessions(null, 100).stream()
        .flatMap(session -> log.ofSession(session.id()).stream())
        .toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
