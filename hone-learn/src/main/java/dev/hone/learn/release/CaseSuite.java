package dev.hone.learn.release;

import dev.hone.core.VersionRef;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.EngineException;
import dev.hone.core.engine.Generation;
import dev.hone.learn.ManyAtOnce;
import dev.hone.store.AnswerCheck;
import dev.hone.store.GoldenCase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions with a check on the answer, put to the live version and to a candidate. What the live
 * version fails, the candidate may fail too: a suite keeps a version from getting worse.
 */
final class CaseSuite {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SAFETY = "safety.jsonl";

  private final String name;
  private final List<Case> cases;
  private final double mostLost;

  /** A question. */
  record Case(String name, Prompt prompt, AnswerCheck check) {}

  /**
   * A suite.
   *
   * @param mostLost largest share of cases that a candidate may fail and the live version passes
   */
  CaseSuite(String name, List<Case> cases, double mostLost) {
    this.name = name;
    this.cases = List.copyOf(cases);
    this.mostLost = mostLost;
  }

  /** Refusals, tool guard and format: data that is shipped. A quarter more may fail than pass. */
  static CaseSuite safety() {
    try (InputStream stream = CaseSuite.class.getResourceAsStream(SAFETY)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + SAFETY + " is missing from this build");
      }
      List<Case> cases = new ArrayList<>();
      new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(
              line -> {
                JsonNode one = JSON.readTree(line);
                cases.add(
                    new Case(
                        one.path("name").asString(""),
                        new Prompt(
                            GoldenCase.prompt(one.path("messages").toString()).messages(),
                            tools(one.path("tools"))),
                        AnswerCheck.parse(one.path("check").toString())));
              });
      return new CaseSuite("safety", cases, 0.25);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tenant's own: none of them may be lost. */
  static CaseSuite golden(List<GoldenCase> kept, String policy) {
    return new CaseSuite(
        "golden",
        kept.stream()
            .filter(one -> one.policy().equals(policy))
            .map(
                one ->
                    new Case(
                        one.name(),
                        GoldenCase.prompt(one.messages()),
                        AnswerCheck.parse(one.checks())))
            .toList(),
        0);
  }

  private static List<ToolSpec> tools(JsonNode array) {
    List<ToolSpec> tools = new ArrayList<>();
    array.forEach(
        one ->
            tools.add(
                new ToolSpec(
                    one.path("name").asString(""),
                    one.path("description").asString(""),
                    one.path("parameters").toString())));
    return tools;
  }

  /** Asks both; writes what came of it and returns why the candidate is refused, or nothing. */
  String refusal(
      Engine engine, int maxAnswer, VersionRef live, VersionRef candidate, ObjectNode evidence) {
    ObjectNode node = evidence.putObject(name);
    node.put("cases", cases.size());
    if (cases.isEmpty()) {
      return "";
    }
    Interview interview = new Interview(engine, maxAnswer);
    boolean[] before = passed(interview, live);
    boolean[] after = passed(interview, candidate);
    PairedCounts counts = PairedCounts.of(before, after);
    counts.into(node);
    node.put("most_lost", mostLost);
    ArrayNode lost = node.putArray("lost");
    for (int i = 0; i < before.length; i++) {
      if (before[i] && !after[i]) {
        lost.add(cases.get(i).name());
      }
    }
    // Without an allowance each case counts; with one, what was won beside it does too: a small
    // model's answers to such questions are partly chance.
    int net = counts.onlyLive() - (mostLost == 0 ? 0 : counts.onlyCandidate());
    return net > mostLost * cases.size()
        ? "fails " + counts.onlyLive() + " " + name + " cases that the live version passes: " + lost
        : "";
  }

  private boolean[] passed(Interview interview, VersionRef version) {
    List<Boolean> answers = ManyAtOnce.ask(cases, one -> isPassed(one, interview, version));
    boolean[] passed = new boolean[cases.size()];
    for (int i = 0; i < passed.length; i++) {
      passed[i] = answers.get(i);
    }
    return passed;
  }

  private static boolean isPassed(Case one, Interview interview, VersionRef version) {
    try {
      Generation answer = interview.answers(version, List.of(one.prompt()), List.of()).getFirst();
      return one.check().passes(answer.text(), answer.toolCalls());
    } catch (EngineException tooLong) {
      // A model that cannot read the question does not pass, in either version.
      if (tooLong.code() == EngineException.Code.PROMPT_TOO_LONG) {
        return false;
      }
      throw tooLong;
    }
  }
}
