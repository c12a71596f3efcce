package dev.hone.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.Main;
import dev.hone.app.StarterLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The command, with everything in it really computed. */
class SimulationTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran hone(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(arguments);
    return new Ran(code, out.toString(), err.toString());
  }

  private Path users(String text) throws IOException {
    return Files.writeString(folder.resolve("users.yaml"), text);
  }

  private static JsonNode last(Ran ran) {
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.OK);
    List<String> lines = ran.out().lines().toList();
    return Json.MAPPER.readTree(lines.getLast());
  }

  private static final String BOSS =
      """
      tools:
        timer_set:
          parameters: {minutes: integer, label: string}
      users:
        - name: boss
          wants: {says: Boss}
          asks:
            - say: ["Set a timer for {minutes} minutes.", "Start a {minutes} minute timer."]
              with: {minutes: {from: 2, to: 90}}
              tools: [timer_set]
              answer: {call: {tool: timer_set, arguments: {minutes: "{minutes}"}}}
          corrects: [I want to be called Boss.]
          praises: [Thanks.]
      """;

  @Test
  void aUserIsLearnedByLessonsAndByWeightsAndTheSameSeedGivesTheSame() throws IOException {
    Path results =
        Files.writeString(
            folder.resolve("results.md"), "# R\n<!-- simulate -->\n<!-- /simulate -->\n");
    String[] arguments = {
      "simulate",
      "--users",
      users(BOSS).toString(),
      "--methods",
      "none,lessons,opd",
      "--scope",
      "separate",
      "--quick",
      "--sessions",
      "6",
      "--json",
      "--write",
      results.toString()
    };

    JsonNode result = last(hone(arguments));

    JsonNode methods = result.path("methods");
    assertThat(methods.path(0).path("converged").asDouble()).as("nobody is told").isZero();
    assertThat(methods.path(1).path("sessions_to_three_passes").asDouble()).isLessThanOrEqualTo(3);
    assertThat(methods.path(2).path("training").path("live").asInt()).isPositive();
    assertThat(methods.path(2).path("converged").asDouble()).isEqualTo(1);
    assertThat(Files.readString(results)).contains("simulate-separate.svg", "| boss |");
    assertThat(Files.readString(folder.resolve("simulate-separate.svg"))).contains("<polyline");

    assertThat(last(hone(arguments)).path("methods")).isEqualTo(methods);
  }

  @Test
  void theExampleOfTheDocumentRuns() throws IOException {
    Path root = Objects.requireNonNull(StarterLocation.locate().getParent());
    Matcher example = YAML.matcher(Files.readString(root.resolve("docs/simulate.md")));
    assertThat(example.find()).isTrue();

    JsonNode result =
        last(
            hone(
                "simulate",
                "--users",
                users(example.group(1)).toString(),
                "--methods",
                "none,lessons",
                "--seeds",
                "1",
                "--sessions",
                "4",
                "--json"));

    assertThat(result.path("users")).isNotEmpty();
  }

  @Test
  void wrongNamesAreOneLineWithTheNearestRightOne() throws IOException {
    Path file = users(BOSS.replace("wants: {says", "wants: {say"));

    Ran broken = hone("simulate", "--users", file.toString());
    assertThat(broken.code()).isEqualTo(ExitCode.BAD_SETUP);
    assertThat(broken.err()).contains("users.yaml:6", "did you mean 'says'?");
    assertThat(broken.err().strip().lines()).hasSize(1);

    assertThat(hone("simulate", "--methods", "lesson").err()).contains("did you mean 'lessons'?");
    assertThat(hone("simulate", "--scope", "join").err()).contains("did you mean 'joint'?");
    assertThat(hone("simulate", "--only-users", "studnt").err())
        .contains("did you mean 'student'?");
  }
}
