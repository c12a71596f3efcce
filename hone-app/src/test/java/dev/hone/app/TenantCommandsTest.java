package dev.hone.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.app.config.HoneConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What a tenant's administrator does by hand, against a running service. */
class TenantCommandsTest {

  private static final String LOG =
      """
      {"messages":[{"role":"user","content":"ann's a"},{"role":"assistant","content":"1"}],"user":"ann"}
      {"messages":[{"role":"user","content":"ann's b"},{"role":"assistant","content":"2"}],"user":"ann"}
      {"messages":[{"role":"user","content":"bob's"},{"role":"assistant","content":"3"}],"user":"bob"}
      """;

  @TempDir Path folder;
  private Service service;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void start() {
    // Nothing is asked of it: it stands before a server that is not there.
    HoneConfig config =
        HoneConfig.defaults()
            .withData(folder.resolve("data"))
            .withServer(null, 0)
            .withUpstream("http://127.0.0.1:1");
    service = Service.start(config, List.of(), Map.of());
  }

  @AfterEach
  void stop() {
    service.close();
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

  private JsonNode json(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Ended ended = run(all.toArray(String[]::new));
    assertThat(ended.code).as(ended.err).isZero();
    return Json.MAPPER.readTree(ended.out);
  }

  @Test
  void budgetsAreSetListedAndRemoved() {
    JsonNode set = json("budgets", "set", "--user", "*", "--tokens", "5000", "--money", "1.5");
    assertThat(set.path("kind").asString()).isEqualTo("user");
    assertThat(set.path("period").asString()).isEqualTo("month");
    assertThat(run("budgets", "set", "--period", "day", "--tokens", "10").out).contains("holds");
    assertThat(run("budgets", "set", "--agent", "a", "--money", "2").code).isZero();
    assertThat(run("budgets", "set", "--session", "*", "--tokens", "7").code).isZero();

    Ended listed = run("budgets");
    assertThat(listed.out)
        .contains("tenant", "day", "0 of 10", "user", "*", "0 of 5000", "0.00 of 1.50", "session");
    assertThat(json("budgets", "list").path("budgets")).hasSize(4);
    String id = set.path("id").asString();
    assertThat(run("budgets", "remove", id).out).contains("is removed");
    assertThat(run("budgets", "remove", id).code).isEqualTo(ExitCode.FAILED);
    assertThat(run("budgets", "remove").code).isEqualTo(ExitCode.USAGE);
    assertThat(run("budgets", "set", "--agent", "a", "--user", "b").code).isEqualTo(ExitCode.USAGE);
    assertThat(run("budgets", "set").err).contains("tokens");
    assertThat(run("budgets", "--help").out).contains("--session", "--json", "--period");
  }

  @Test
  void limitsAreSetListedAndRemoved() {
    JsonNode set = json("limits", "set", "--user", "*", "--requests", "60", "--concurrent", "4");
    assertThat(set.path("requests_per_minute").asLong()).isEqualTo(60);
    assertThat(run("limits", "set", "--tokens", "100000").code).isZero();
    assertThat(run("limits", "set", "--api-key", "*", "--requests", "5").code).isZero();

    assertThat(run("limits").out).contains("tenant", "100000", "user", "60", "4", "key");
    assertThat(json("limits").path("limits")).hasSize(3);
    assertThat(run("limits", "remove", set.path("id").asString()).out).contains("is removed");
    assertThat(json("limits").path("limits")).hasSize(2);
    assertThat(run("limits", "set", "--requests", "0").err).contains("requests_per_minute");
    assertThat(run("limits", "--help").out).contains("--concurrent", "--json", "--api-key");
  }

  @Test
  void usageIsATableCsvAndJson() {
    assertThat(run("usage").out).contains("DAY", "TENANT", "MONEY");
    assertThat(run("usage", "--csv").out.strip())
        .isEqualTo("day,tenant,agent,user,model,calls,prompt_tokens,completion_tokens,money");
    assertThat(json("usage", "--from", "2026-01-01", "--to", "2026-01-31").path("usage")).isEmpty();
  }

  @Test
  void erasingAUserRemovesTheUserAndNobodyElse() throws IOException {
    Path log = Files.writeString(folder.resolve("log.jsonl"), LOG);
    Ended imported = run("import", log.toString());
    assertThat(imported.code).as(imported.err).isZero();
    assertThat(json("sessions").path("sessions")).hasSize(3);

    assertThat(run("erase", "--user", "ann").code).isEqualTo(ExitCode.USAGE);
    Ended dry = run("erase", "--user", "ann", "--dry-run");
    assertThat(dry.out).contains("WOULD BE REMOVED", "sessions", "2");
    assertThat(json("sessions").path("sessions")).hasSize(3);

    JsonNode erased = json("erase", "--user", "ann", "--yes");
    assertThat(erased.path("done").asBoolean()).isTrue();
    assertThat(erased.path("counts").path("sessions").asInt()).isEqualTo(2);
    assertThat(erased.path("counts").path("steps").asInt()).isEqualTo(2);
    assertThat(json("sessions").path("sessions")).hasSize(1);
    assertThat(json("sessions", "--user", "ann").path("sessions")).isEmpty();
    Ended again = run("erase", "--user", "ann", "--yes");
    assertThat(again.code).isZero();
    assertThat(again.out).contains("No version was trained on it.");

    assertThat(run("erase", "--tenant", "--yes").code).isZero();
    assertThat(json("sessions").path("sessions")).isEmpty();
  }

  @Test
  void aTenantsRetentionAndDictionaryAreItsOwn() throws IOException {
    assertThat(run("privacy").out).contains("as long as the installation says");
    Path words = Files.writeString(folder.resolve("words"), "# ours\nHeron\tproject\nKim\n");

    Ended set = run("privacy", "--retention-days", "30", "--dictionary", words.toString());
    assertThat(set.out).contains("30 days", "Heron", "[project]", "Kim", "[term]");
    assertThat(json("privacy").path("redaction_terms")).hasSize(2);
    Path log =
        Files.writeString(
            folder.resolve("log.jsonl"),
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Kim flies Heron\"},"
                + "{\"role\":\"assistant\",\"content\":\"1\"}],\"user\":\"ann\"}\n");
    run("import", log.toString());
    assertThat(run("export").out).contains("[term] flies [project]").doesNotContain("Heron");
    assertThat(run("privacy", "--dictionary", folder.resolve("none").toString()).code)
        .isEqualTo(ExitCode.USAGE);
  }
}
