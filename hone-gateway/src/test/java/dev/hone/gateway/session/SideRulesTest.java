package dev.hone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules against labelled requests, written after what known programs send, with traps. */
class SideRulesTest {

  /** Stated in docs/sessions.md; the set has requests that no rule is made for. */
  private static final double LEAST_RECALL = 0.92;

  private final SideRules rules = SideRules.shipped();

  private record Case(String client, boolean side, Dialect dialect, ObjectNode body) {}

  @Test
  void precisionAndRecallOnLabelledRequests() throws IOException {
    List<Case> cases = cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
    Figures known = new Figures();
    Figures others = new Figures();
    List<String> wronglySide = new ArrayList<>();
    List<String> missed = new ArrayList<>();
    for (Case one : cases) {
      boolean found = rules.reason(one.dialect(), one.body()).isPresent();
      (one.client().endsWith("-sdk") ? others : known).add(one.side(), found);
      if (found && !one.side()) {
        wronglySide.add(one.client() + ": " + one.body());
      }
      if (!found && one.side()) {
        missed.add(one.client() + ": " + one.body());
      }
    }
    System.out.println("side calls of known programs: " + known);
    System.out.println("side calls of unknown programs: " + others);
    System.out.println("missed: " + missed);
    assertThat(wronglySide).isEmpty();
    assertThat(known.recall()).as("%s", missed).isEqualTo(1);
    assertThat(known.and(others).recall()).as("%s", missed).isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  @Test
  void theReasonSaysWhichRule() {
    assertThat(
            reason("{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"quota\"}]}"))
        .startsWith("rule probe: ");
    assertThat(
            reason(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"read  heartbeat.md\\nIF it\"}]}"))
        .isEqualTo("rule heartbeat: begins as OpenClaw does");
  }

  @Test
  void whatAProgramAddsBehindTheUsersWordsHidesNothing() {
    String added =
        ",{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
            + "\"<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\\nnone\\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>\"}]}"
            + ",{\"role\":\"user\",\"content\":\"Your previous turn was interrupted by a gateway"
            + " restart while OpenClaw was waiting.\"}]}";
    assertThat(
            reason(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Read HEARTBEAT.md now\"}" + added))
        .isEqualTo("rule heartbeat: begins as OpenClaw does");
    assertThat(
            rules.reason(
                Dialect.CHAT,
                Json.requestObject(
                    ("{\"messages\":[{\"role\":\"user\",\"content\":\"Fix the parser.\"}" + added)
                        .getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }

  @Test
  void whatIsMalformedIsMain() {
    for (String body :
        List.of(
            "{}",
            "{\"messages\":7}",
            "{\"messages\":[7,null,\"x\",{}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":{\"text\":7}}],\"tools\":\"x\"}",
            "{\"input\":\"\"}",
            "{\"system\":[null],\"max_tokens\":\"1\"}")) {
      for (Dialect dialect : Dialect.values()) {
        assertThat(rules.reason(dialect, Json.requestObject(body.getBytes(StandardCharsets.UTF_8))))
            .isEmpty();
      }
    }
  }

  private String reason(String body) {
    return rules
        .reason(Dialect.CHAT, Json.requestObject(body.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  private static List<Case> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SideRulesTest.class.getResourceAsStream("calls.jsonl"))) {
      List<Case> cases = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode node = Json.read(line);
        cases.add(
            new Case(
                node.path("client").stringValue(),
                node.path("label").stringValue().equals("side"),
                Dialect.valueOf(node.path("dialect").stringValue().toUpperCase(Locale.ROOT)),
                (ObjectNode) node.path("body")));
      }
      return cases;
    }
  }

  private static final class Figures {

    private int hits;
    private int misses;
    private int wrong;
    private int mains;

    void add(boolean side, boolean found) {
      hits += side && found ? 1 : 0;
      misses += side && !found ? 1 : 0;
      wrong += !side && found ? 1 : 0;
      mains += side ? 0 : 1;
    }

    Figures and(Figures other) {
      Figures sum = new Figures();
      sum.hits = hits + other.hits;
      sum.misses = misses + other.misses;
      sum.wrong = wrong + other.wrong;
      sum.mains = mains + other.mains;
      return sum;
    }

    double recall() {
      return (double) hits / (hits + misses);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "precision %d/%d, recall %d/%d, of %d main calls %d taken for side calls",
          hits,
          hits + wrong,
          hits,
          hits + misses,
          mains,
          wrong);
    }
  }
}
