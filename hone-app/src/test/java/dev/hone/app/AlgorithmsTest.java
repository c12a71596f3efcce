package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.app.config.ConfigException;
import dev.hone.app.config.HoneConfig;
import dev.hone.learn.algorithm.AlgorithmTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Algorithms by name: in the configuration, on the command line, in the documents. */
class AlgorithmsTest {

  @TempDir Path folder;

  private static Path root() {
    return Objects.requireNonNull(StarterLocation.locate().getParent());
  }

  private static Path vectors() {
    return root().resolve("hone-learn/src/test/resources/dev/hone/learn/objective/rl-vectors.json");
  }

  private HoneConfig config(String lines) throws IOException {
    return HoneConfig.load(
        Files.writeString(
            folder.resolve("hone.yaml"), "training:\n  algorithm:\n" + lines.indent(4)));
  }

  @Test
  void theConfigurationChoosesAndRefuses() throws IOException {
    assertThat(HoneConfig.defaults().training().algorithms().isDefault()).isTrue();
    assertThat(config("preset: openclaw-rl\nknobs:\n  loss.eps_high: 0.3").training().algorithms())
        .satisfies(recipe -> assertThat(recipe.isDefault()).isFalse());
    assertThatThrownBy(() -> config("preset: openclow-rl"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("did you mean 'openclaw-rl'?");
    assertThatThrownBy(() -> config("advantage: gae")).hasMessageContaining("needs 'rewards'");
    assertThat(config("preset: verl").training().algorithms().summary()).contains("grpo");
    assertThatThrownBy(() -> config("knobs: {loss.eps_hgh: 0.3}"))
        .hasMessageContaining("did you mean 'eps_high'?");
  }

  @Test
  void theReferenceVectorsAreMetAndABadOneFails() throws IOException {
    StringWriter printed = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(printed));

    assertThat(line.execute("vectors", vectors().toString(), "--json")).isEqualTo(ExitCode.OK);
    JsonNode document = Json.MAPPER.readTree(printed.toString());
    assertThat(document.path("met").asInt()).isEqualTo(118);
    assertThat(document.path("verdicts").path(0).path("double").path("value").asString())
        .isEqualTo("met");

    assertThat(Main.commandLine().execute("vectors", folder.resolve("none.json").toString()))
        .isEqualTo(ExitCode.FAILED);
    Path bad =
        Files.writeString(
            folder.resolve("bad.json"),
            Files.readString(vectors()).replace("\"eps_low\"", "\"eps_lo\""));
    StringWriter said = new StringWriter();
    int code = Main.commandLine().setOut(new PrintWriter(said)).execute("vectors", bad.toString());
    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(said.toString()).contains("param 'eps_lo' is not known; did you mean 'eps_low'?");
  }

  @Test
  void theDocumentHoldsTheTables() throws IOException {
    String text = Files.readString(root().resolve("docs/algorithms.md"));

    assertThat(text).endsWith(new AlgorithmTables().markdown());
  }
}
