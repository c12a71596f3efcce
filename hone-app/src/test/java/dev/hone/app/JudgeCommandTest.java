package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The judge table, for the rules and for a model that is scripted. */
class JudgeCommandTest {

  @TempDir Path folder;

  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  @Test
  void theTableOfTheRulesIsTheOneInTheDocs() throws IOException {
    Ended ended = run("judge", "--calibrate");
    assertThat(ended.code).as(ended.err).isZero();

    Path docs = Path.of("../docs/judging.md");
    Matcher table =
        Pattern.compile("```text\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(docs));
    assertThat(table.find()).isTrue();
    assertThat(ended.out.strip()).isEqualTo(table.group(1).strip());
  }

  @Test
  void machinesGetTheSameInJson() {
    Ended ended = run("judge", "--calibrate", "--json");
    assertThat(ended.code).as(ended.err).isZero();

    JsonNode json = Json.MAPPER.readTree(ended.out);
    for (String part : List.of("tuning", "held_out")) {
      JsonNode one = json.path(part);
      assertThat(one.path("accuracy").asDouble()).isBetween(0.5, 1.0);
      assertThat(one.path("kappa").asDouble()).isBetween(0.2, 1.0);
      assertThat(one.path("sources").propertyNames())
          .containsExactlyInAnyOrder("chat", "shell", "http", "tests", "gui");
      assertThat(one.path("languages").propertyNames()).containsExactlyInAnyOrder("en", "de", "es");
      int cells = 0;
      for (JsonNode row : one.path("confusion")) {
        for (JsonNode cell : row) {
          cells += cell.asInt();
        }
      }
      assertThat(cells).isEqualTo(one.path("cases").asInt());
    }
  }

  @Test
  void aModelIsAskedOverTheWireAndItsLostVotesAreCounted() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
          JsonNode shown =
              Json.MAPPER.readTree(request.path("messages").path(1).path("content").asString(""));
          String next = shown.path("next").toString().toLowerCase(java.util.Locale.ROOT);
          String verdict = next.contains("error") || next.contains("no,") ? "bad" : "good";
          // Every tenth answer is garbage.
          String content =
              asked.incrementAndGet() % 10 == 0
                  ? "I would rather not say."
                  : "{\"verdict\": \"" + verdict + "\", \"hint\": null}";
          ObjectNode answer = Json.MAPPER.createObjectNode();
          answer.putArray("choices").addObject().putObject("message").put("content", content);
          byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Ended ended =
          run(
              "judge",
              "--calibrate",
              "--judge",
              "model",
              "--url",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
              "--model",
              "scripted",
              "--votes",
              "1",
              "--json");
      assertThat(ended.code).as(ended.err).isZero();
      JsonNode json = Json.MAPPER.readTree(ended.out);
      int cases =
          json.path("tuning").path("cases").asInt() + json.path("held_out").path("cases").asInt();
      assertThat(asked.get()).isEqualTo(cases);
      assertThat(json.path("votes").path("unparsable").asInt()).isEqualTo(cases / 10);
      assertThat(json.path("votes").path("given").asInt()).isEqualTo(cases - cases / 10);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void casesOfOnesOwnAreRead() throws IOException {
    Path file = folder.resolve("cases.jsonl");
    Files.writeString(
        file,
        """
        {"id":"a-en-1","source":"a","language":"en","label":"good","request":"Hi","answer":"Hello","next":[{"role":"user","text":"Thanks!"}],"reason":"thanks"}
        {"id":"a-en-2","source":"a","language":"en","label":"bad","request":"Hi","answer":"Hello","next":[{"role":"user","text":"Thanks!"}],"reason":"wrong on purpose"}
        """);
    Ended ended = run("judge", "--calibrate", "--json", "--cases", file.toString());
    assertThat(ended.code).as(ended.err).isZero();

    Files.writeString(file, "{\"id\":\"x\",\"label\":\"maybe\"}\n");
    Ended wrong = run("judge", "--calibrate", "--cases", file.toString());
    assertThat(wrong.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(wrong.err).contains("line 1");
  }

  @Test
  void aModelWithoutAnAddressIsRefused() {
    Ended ended = run("judge", "--calibrate", "--judge", "model");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.err).contains("--url");
    assertThat(run("judge", "--calibrate", "--judge", "oracle").code).isEqualTo(2);
  }

  /** The commands of the page, word for word, save the one that asks a model. */
  @Test
  void everyExampleOfThePageRuns() throws IOException {
    Matcher block =
        Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/judging.md")));
    int ran = 0;
    while (block.find()) {
      for (String line : block.group(1).split("\n")) {
        if (line.startsWith("./hone ") && !line.contains("--judge model")) {
          Ended ended = run(line.substring("./hone ".length()).strip().split(" +"));
          assertThat(ended.code).as(line + ended.err).isZero();
          ran++;
        }
      }
    }
    assertThat(ran).isGreaterThanOrEqualTo(2);
  }
}
