package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.store.Ledger;
import dev.hone.store.LedgerOptions;
import dev.hone.store.sqlite.SqliteLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Import and export on a data folder that no service runs on. With a service, the examples of
 * docs/import-export.md are run.
 */
class ImportExportTest {

  private static final String LOG =
      """
      {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"1"}],"user":"ann"}
      {"messages":[{"role":"user"
      {"messages":[{"role":"user","content":"b"},{"role":"assistant","content":"2"}],"user":"bob"}
      """;

  @TempDir Path folder;
  private Path log;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void write() throws IOException {
    log = Files.writeString(folder.resolve("log.jsonl"), LOG);
  }

  @Test
  void aBadRecordEndsTheImportAndLenientGoesOn() {
    Ended strict = run("import", log.toString());
    assertThat(strict.code).isEqualTo(ExitCode.FAILED);
    assertThat(strict.err)
        .contains("log.jsonl:2: the line is not valid JSON", "1 calls before it", "--lenient")
        .doesNotContain("\tat ");

    Ended dry = run("import", log.toString(), "--lenient", "--dry-run");
    assertThat(dry.out).contains("2 calls read, nothing kept", "1 bad records");
    Ended lenient = run("import", log.toString(), "--lenient", "--consent", "--json");
    assertThat(lenient.code).isZero();
    assertThat(lenient.out)
        .contains("\"calls\":2,\"added\":1,\"known\":1,\"unanswered\":0,\"bad\":1");
    Ended again = run("import", log.toString(), "--lenient");
    assertThat(again.out).contains("0 steps added, 2 were known");
  }

  @Test
  void rowsGoToTheOutputOrToAFileThatIsWhole() throws IOException {
    run("import", log.toString(), "--lenient", "--consent");

    Ended all = run("export", "--shape", "trl-prompt", "--user", "bob");
    assertThat(all.out.lines())
        .containsExactly(
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"b\"}],"
                + "\"completion\":[{\"role\":\"assistant\",\"content\":\"2\"}]}");
    assertThat(all.err).contains("1 rows from 1 steps");
    Path parquet = folder.resolve("out.parquet");
    Ended file = run("export", "--shape", "verl", "-o", parquet.toString());
    assertThat(file.code).as(file.err).isZero();
    assertThat(Files.readAllBytes(parquet)).startsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
    }
    Ended nowhere = run("export", "-o", folder.resolve("no/such/file.jsonl").toString());
    assertThat(nowhere.code).isEqualTo(ExitCode.FAILED);
    assertThat(nowhere.err).contains("cannot be written").doesNotContain("\tat ");
  }

  @Test
  void aFolderThatAnotherProcessOwnsIsLeftAlone() {
    try (Ledger other =
        SqliteLedger.open(
            folder.resolve("data"),
            LedgerOptions.defaults().withMinimumFree(0),
            Clock.systemUTC())) {
      assertThat(other.tenants()).isEmpty();

      Ended ended = run("import", log.toString(), "--lenient");

      assertThat(ended.code).isEqualTo(ExitCode.BAD_SETUP);
      assertThat(ended.err).contains("is in use by process").doesNotContain("\tat ");
    }
  }

  @Test
  void anAddressThatNobodyAnswersAtIsNoService() {
    new DataFolder(folder.resolve("data")).create().writeUrl("http://127.0.0.1:1");
    new DataFolder(folder.resolve("data")).writeKey("hone-none");

    assertThat(run("import", log.toString(), "--lenient").code).isZero();
  }

  @Test
  void wrongWordsAreExplained() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "hello");
    assertThat(run("import", text.toString()).err).contains("--format");
    assertThat(run("import", folder.resolve("none").toString()).err).contains("cannot be read");
    assertThat(run("export", "--judged", "great").code).isEqualTo(ExitCode.USAGE);
    assertThat(run("export", "--shape", "csv").code).isEqualTo(ExitCode.USAGE);
    assertThat(run("export", "--tenant", "nobody").err).contains("nobody");
    assertThat(run("export", "--session", "nowhere").code).isEqualTo(ExitCode.FAILED);
  }

  private Ended run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int code = commandLine.execute(all.toArray(String[]::new));
    return new Ended(code, out.toString(), err.toString());
  }
}
