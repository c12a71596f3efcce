package dev.hone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every benchmark runs and says what it found; how fast is not looked at. */
class BenchTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Bench.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  // 'kernel' needs JMH's own entry point and 'start' the shipped model; both run by hand.
  @ParameterizedTest
  @ValueSource(strings = {"engine --peer none", "store", "gateway", "kernel"})
  void printsATableAndALastLineOfJson(String command) {
    int exit = run((command + " --quick --json").split(" "));

    assertThat(err.toString()).doesNotContain("should not have happened");
    assertThat(exit).isZero();
    String name = command.split(" ")[0];
    assertThat(err.toString()).contains(name + ": ");
    JsonNode last =
        JsonMapper.builder().build().readTree(out.toString().lines().toList().getLast());
    assertThat(last.path("benchmark").stringValue()).isEqualTo(name);
    assertThat(last.path("figures").size()).isPositive();
    last.path("figures").forEach(figure -> assertThat(figure.doubleValue()).isFinite());
  }

  @Test
  void saysHowToBuildAPeerThatIsMissing() {
    int exit = run("engine", "--peer", "libtorch", "--quick");

    // Where the tests run with the profile 'torch', the peer is there.
    if (exit != 0) {
      assertThat(err.toString().lines()).hasSize(1);
      assertThat(err.toString()).contains("./hone bench --with-torch engine --peer libtorch");
    }
  }

  @Test
  void refusesAPageWithoutMarksBeforeItMeasures(@TempDir Path folder) throws Exception {
    Path page = Files.writeString(folder.resolve("page.md"), "# Nothing\n");

    int exit = run("all", "--quick", "--write", page.toString());

    assertThat(exit).isEqualTo(Bench.FAILED);
    assertThat(err.toString()).contains(PerformancePage.BEGIN);
  }
}
