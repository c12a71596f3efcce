package dev.hone.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.core.chat.ToolCall;
import dev.hone.gateway.ScriptedEngine.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        List.of("package.json", "package-lock.json", ".npmrc", "sdk.mjs", "dialects.mjs")) {
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
}
