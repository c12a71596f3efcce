package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a start cannot survive: one clear line that says what to do, and an exit code. */
class BadSetupTest {

  @TempDir Path folder;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @Test
  void unknownConfigurationKey() throws IOException {
    Path config = Files.writeString(folder.resolve("hone.yaml"), "server:\n  prot: 1\n");

    Ended ended = run("serve", "--config", config.toString(), "--data", data());

    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains("did you mean 'server.port'?");
  }

  @Test
  void portTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());

      Ended ended = run("serve", "--port", port, "--data", data());

      assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
      assertThat(ended.err).contains(port).doesNotContain("\tat ");
    }
  }

  @Test
  void corruptModel() throws IOException {
    Path model = copyOfStarter();
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    Ended ended = run("serve", "--model", model.toString(), "--port", "0", "--data", data());

    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains("model.safetensors").doesNotContain("\tat ");
  }

  @Test
  void missingModel() {
    Ended ended =
        run("serve", "--model", folder.resolve("none").toString(), "--port", "0", "--data", data());

    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains("none").doesNotContain("\tat ");
  }

  @Test
  void dataFolderIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    Ended ended = run("serve", "--port", "0", "--data", file.toString());

    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains(file.toString()).doesNotContain("\tat ");
  }

  @Test
  void aSignalSourceWithoutItsSecretDoesNotStart() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("hone.yaml"),
            "upstream: {url: 'http://127.0.0.1:1'}\n"
                + "signals: {sources: {crm: {secret-variable: HONE_TEST_IS_NOT_SET}}}\n");
    Ended ended = run("serve", "--config", config.toString(), "--port", "0", "--data", data());
    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains("HONE_TEST_IS_NOT_SET").doesNotContain("\tat ");

    Files.writeString(
        config, "upstream: {url: 'http://127.0.0.1:1'}\nsignals: {sources: {crm: {tenant: a}}}\n");
    ended = run("serve", "--config", config.toString(), "--port", "0", "--data", data());
    assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(ended.err).contains("has no secret").doesNotContain("\tat ");
  }

  @Test
  void noService() {
    Ended ended = run("versions", "--data", data());

    assertThat(ended.code).isEqualTo(ExitCode.NO_SERVICE);
    assertThat(ended.err).contains("start one with: hone serve");
  }

  @Test
  void wrongCommandLine() {
    assertThat(run("serv").code).isEqualTo(ExitCode.USAGE);
    assertThat(run("rollback").code).isEqualTo(ExitCode.USAGE);
    assertThat(run().code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void everyCommandHasHelp() {
    for (String name : Main.commandLine().getSubcommands().keySet()) {
      if (!name.equals("help")) {
        Ended ended = run(name, "--help");
        assertThat(ended.code).as(name).isZero();
        assertThat(ended.out).as(name).contains("Usage: hone " + name);
      }
    }
  }

  private Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(arguments);
    return new Ended(code, out.toString(), err.toString());
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path copyOfStarter() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(StarterLocation.locate())) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
    return model;
  }
}
