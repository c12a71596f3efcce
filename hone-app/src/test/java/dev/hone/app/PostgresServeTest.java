package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.store.postgres.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Two services on one PostgreSQL database serve one session. */
class PostgresServeTest {

  @TempDir Path folder;

  @BeforeEach
  void needsPostgres() {
    PostgresServer.whyMissing().ifPresent(Assumptions::abort);
  }

  private Path configuration(String url) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), PostgresServer.PASSWORD + "\n");
    return Files.writeString(
        folder.resolve("hone.yaml"),
        """
        store:
          url: %s
          user: %s
          password-file: %s
        """
            .formatted(url, PostgresServer.USER_WITH_PASSWORD, secret));
  }

  @Test
  void aSessionGoesOnInTheOtherProcess() throws IOException {
    try (PostgresServer server = PostgresServer.start()) {
      List<String> arguments =
          List.of("--config", configuration(server.url()).toString(), "--no-training");
      try (ServiceProcess one = ServiceProcess.start(folder.resolve("one"), arguments);
          ServiceProcess two = ServiceProcess.start(folder.resolve("two"), arguments);
          ServiceClient first = one.client();
          ServiceClient second = two.client()) {
        ObjectNode body = Chat.say("mia", "Set a timer for 5 minutes, please.");
        body.put("max_tokens", 12);
        JsonNode answer = first.post("/v1/chat/completions", body);
        ArrayNode messages = (ArrayNode) body.path("messages");
        messages.add(answer.path("choices").path(0).path("message"));
        messages.addObject().put("role", "user").put("content", "Thanks.");
        second.post("/v1/chat/completions", body);

        JsonNode sessions = first.get("/api/sessions");
        assertThat(sessions.toString()).contains("\"steps\":2");
        assertThat(second.get("/api/sessions")).isEqualTo(sessions);

        Ended doctor =
            run(
                "doctor",
                "--config",
                folder.resolve("hone.yaml").toString(),
                "--data",
                folder.resolve("one").toString());
        assertThat(doctor.out)
            .contains("PostgreSQL database hone on 127.0.0.1", "version 1")
            .doesNotContain(PostgresServer.PASSWORD);
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path log : files.filter(file -> file.endsWith("serve.log")).toList()) {
          assertThat(Files.readString(log))
              .contains("PostgreSQL database hone on 127.0.0.1")
              .doesNotContain(PostgresServer.PASSWORD);
        }
      }
      server.crash();
      Ended ended =
          run(
              "serve",
              "--port",
              "0",
              "--config",
              folder.resolve("hone.yaml").toString(),
              "--data",
              folder.resolve("three").toString());
      assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
      assertThat(ended.err)
          .contains("cannot be reached", "store.url")
          .doesNotContain(PostgresServer.PASSWORD, "\tat ");
    }
  }

  /** What a command printed and how it ended. */
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
}
