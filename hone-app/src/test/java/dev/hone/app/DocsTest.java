package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.config.ConfigKey;
import dev.hone.app.config.HoneConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents tell a user to type works, and what they list is what there is. */
class DocsTest {

  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern YAML_KEY = Pattern.compile("\\| `([a-z.-]+)` \\|");
  private static final long MOST_SECONDS = 120;

  /** These run for minutes or for ever; DemoTest and every other test run them. */
  private static final Set<String> ELSEWHERE = Set.of("./hone demo", "./hone test", "./hone serve");

  @TempDir Path folder;

  @Test
  void everyExampleOfReadmeAndGuideRuns() throws IOException, InterruptedException {
    try (ServiceProcess service =
        ServiceProcess.start(folder.resolve("data"), List.of("--no-training"))) {
      writeLauncher();
      String address = service.url().replace("http://", "");
      int ran = 0;
      for (String name :
          List.of(
              "README.md",
              "docs/guide.md",
              "docs/import-export.md",
              "docs/keys-and-money.md",
              "docs/release.md",
              "docs/defence.md",
              "docs/lessons.md")) {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (String block : blocks(root().resolve(name), "sh")) {
          if (!ELSEWHERE.contains(block.strip())) {
            script.append(block).append('\n');
            ran++;
          }
        }
        run(name, script.toString().replace("127.0.0.1:8420", address));
      }
      assertThat(ran).as("examples that ran").isGreaterThanOrEqualTo(8);
    }
  }

  @Test
  void theExampleOfASignedSignalIsTaken() throws IOException, InterruptedException {
    String secret = "a secret of the crm, long enough";
    HoneConfig config =
        HoneConfig.load(
                Files.writeString(
                    folder.resolve("signals.yaml"),
                    "upstream: {url: 'http://127.0.0.1:1'}\n"
                        + blocks(root().resolve("docs/signals.md"), "yaml").getFirst()))
            .withData(folder.resolve("signals"))
            .withServer(null, 0);
    try (Service service = Service.start(config, List.of(), Map.of("CRM_SECRET", secret))) {
      String script = String.join("\n", blocks(root().resolve("docs/signals.md"), "sh"));
      String printed =
          run(
              "docs/signals.md",
              "set -euo pipefail\nCRM_SECRET='"
                  + secret
                  + "'\n"
                  + script.replace("http://127.0.0.1:8420", service.url()));
      assertThat(printed).contains("\"state\":\"waiting\"");
    }
  }

  @Test
  void everyYamlExampleIsKnown() throws IOException {
    int read = 0;
    for (String name :
        List.of(
            "docs/guide.md",
            "docs/configuration.md",
            "docs/algorithms.md",
            "docs/upstreams.md",
            "docs/adapters.md",
            "docs/judging.md",
            "docs/keys-and-money.md",
            "docs/release.md",
            "docs/defence.md",
            "docs/lessons.md")) {
      for (String block : blocks(root().resolve(name), "yaml")) {
        HoneConfig.load(Files.writeString(folder.resolve("hone" + read++ + ".yaml"), block));
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void configurationListsEveryKeyWithItsDefault() throws IOException {
    String text = Files.readString(root().resolve("docs/configuration.md"));

    for (ConfigKey key : HoneConfig.keys()) {
      assertThat(text)
          .contains("| `%s` | %s | %s |".formatted(key.name(), key.fallback(), key.about()));
    }
    List<String> listed = new ArrayList<>();
    Matcher matcher = YAML_KEY.matcher(text);
    while (matcher.find()) {
      listed.add(matcher.group(1));
    }
    assertThat(listed)
        .containsExactlyElementsOf(HoneConfig.keys().stream().map(ConfigKey::name).toList());
  }

  @Test
  void commandLinePageListsEveryCommand() throws IOException {
    String text = Files.readString(root().resolve("docs/cli.md"));

    for (String name : Main.commandLine().getSubcommands().keySet()) {
      if (!name.equals("help")) {
        assertThat(text).contains("`" + name + "`");
      }
    }
  }

  private String run(String name, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("example.sh"), script);
    Path output = folder.resolve("example.log");
    Process process =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(name + " ended in time:\n" + printed).isTrue();
    assertThat(process.exitValue()).as(name + ":\n" + printed).isZero();
    assertThat(printed).as(name).doesNotContain("\"error\":{");
    return printed;
  }

  /** The examples call {@code ./hone}; here it is the code under test. */
  private void writeLauncher() throws IOException {
    StringBuilder line = new StringBuilder("#!/bin/sh\nexec");
    for (String word : JavaCommand.line()) {
      line.append(" '").append(word).append('\'');
    }
    Path launcher = Files.writeString(folder.resolve("hone"), line.append(" \"$@\"\n"));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<String> blocks(Path file, String language) throws IOException {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(file));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        blocks.add(matcher.group(2));
      }
    }
    return blocks;
  }

  private static Path root() {
    return Objects.requireNonNull(StarterLocation.locate().getParent());
  }
}
