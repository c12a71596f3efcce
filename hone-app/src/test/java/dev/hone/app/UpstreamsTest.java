package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hone.app.config.HoneConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/upstreams.md, with servers of this test in place of the real ones. */
class UpstreamsTest {

  private static final String CHAT =
      "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}";
  private static final String MESSAGE =
      "{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":"
          + "\"spare\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,"
          + "\"output_tokens\":1}}";

  @TempDir Path folder;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private String server(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("x-api-key")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String example() throws IOException {
    Path root = Objects.requireNonNull(StarterLocation.locate().getParent());
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(root.resolve("docs/upstreams.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void theExampleOfTheDocumentWorks() throws Exception {
    String yaml =
        example()
                .replace("https://api.openai.com", server(503, "{}"))
                .replace("https://api.anthropic.com", server(200, MESSAGE))
                .replace("http://127.0.0.1:8000", server(200, CHAT.formatted("local")))
                .replace("folder: secrets", "folder: '" + folder.resolve("secrets") + "'")
            + "data: '"
            + folder.resolve("data")
            + "'\nserver: {port: 0}\n";
    Path key = Files.createDirectories(folder.resolve("secrets")).resolve("anthropic");
    Files.writeString(key, "sk-spare\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path file = Files.writeString(folder.resolve("hone.yaml"), yaml);

    try (Service service =
        Service.start(HoneConfig.load(file), List.of(), Map.of("OPENAI_KEY", "sk-primary"))) {
      String secret = service.freshKey().orElseThrow();
      assertThat(ask(service, secret, "gpt-4o")).contains("spare");
      assertThat(ask(service, secret, "llama-3")).contains("local");
      String status = run("status", "--url", service.url(), "--key", secret);
      assertThat(status).contains("primary").contains("closed").contains("answered 503");
    }
    assertThat(seen.get(0)).startsWith("/v1/chat/completions Bearer sk-primary null");
    assertThat(seen.get(1))
        .startsWith("/v1/messages null sk-spare")
        .contains("\"claude-sonnet-4-5\"");
    assertThat(seen.get(2)).startsWith("/v1/chat/completions null null");
  }

  @Test
  void aCredentialThatIsNotThereIsToldAtStart() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("hone.yaml"),
            "upstreams: {a: {url: 'http://127.0.0.1:1', credential: env:HONE_TEST_NO_KEY}}\n");
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "serve",
                "--config",
                file.toString(),
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString());
    assertThat(code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(err.toString()).contains("HONE_TEST_NO_KEY is not set").doesNotContain("\tat ");
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute(arguments)).isZero();
    return out.toString();
  }

  private static String ask(Service service, String key, String model) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(service.url() + "/v1/chat/completions"))
                  .header("Authorization", "Bearer " + key)
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"model\":\""
                              + model
                              + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
