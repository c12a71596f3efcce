package dev.hone.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every vector of the reference file, and that nothing unknown or wrong passes. */
class VectorCheckTest {

  private final VectorCheck check = new VectorCheck();

  private static VectorFile reference() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            VectorCheckTest.class.getResourceAsStream(
                "/dev/hone/learn/objective/rl-vectors.json"))) {
      return VectorFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @TestFactory
  Stream<DynamicTest> everyReferenceVectorIsMet() throws IOException {
    VectorFile file = reference();
    assertThat(file.vectors()).hasSize(118);
    assertThat(file.warnings()).isEmpty();
    return file.vectors().stream()
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.path("id").asString(),
                    () -> {
                      Verdict verdict = check.of(vector);
                      assertThat(verdict.problems()).isEmpty();
                      assertThat(verdict.isMet()).isTrue();
                    }));
  }

  @Test
  void aChangedFigureIsMissed() throws IOException {
    for (JsonNode vector : reference().vectors()) {
      for (String name : vector.path("outputs").propertyNames()) {
        ObjectNode changed = (ObjectNode) vector.deepCopy();
        ObjectNode outputs = (ObjectNode) changed.get("outputs");
        if (outputs.get(name).isNumber()) {
          outputs.put(name, outputs.get(name).asDouble() + 0.01);
          assertThat(check.of(changed).isMet()).as(vector.path("id") + " " + name).isFalse();
        }
      }
    }
  }

  @Test
  void anUnknownKnobInputOrOutputIsNamedWithTheNearestRightOne() throws IOException {
    assertThat(problem("ppo-01", "params", "eps_hihg"))
        .contains("param 'eps_hihg' is not known; did you mean 'eps_high'?");
    assertThat(problem("ppo-01", "inputs", "rollout_logprob"))
        .contains("input 'rollout_logprob' is not known; did you mean 'rollout_log_prob'?");
    assertThat(problem("gae-03", "outputs", "advantagez"))
        .contains("output 'advantagez' is not known; did you mean 'advantages'?");
  }

  private String problem(String id, String part, String name) throws IOException {
    ObjectNode vector = (ObjectNode) vector(id).deepCopy();
    ((ObjectNode) vector.get(part)).put(name, 1);
    Verdict verdict = check.of(vector);
    assertThat(verdict.isUnknown()).isTrue();
    assertThat(verdict.isMet()).isFalse();
    return String.join("\n", verdict.problems());
  }

  private static JsonNode vector(String id) throws IOException {
    return reference().vectors().stream()
        .filter(one -> one.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUnknownFormulaGroupEstimatorOrModeIsRefused() throws IOException {
    assertThat(renamed("ppo-01", "formula", "PPO klip")).doesNotContain("not known"); // still PPO
    assertThat(renamed("ppo-01", "formula", "GSPOO2X")).doesNotContain("formula");
    assertThat(renamed("kl-06", "formula", "Wasserstein")).contains("formula 'wasserstein'");
    assertThat(renamed("kl-06", "group", "klx")).contains("group 'klx'", "did you mean 'kl'");
    ObjectNode estimator = (ObjectNode) vector("kl-06").deepCopy();
    ((ObjectNode) estimator.get("params")).put("estimator", "k4");
    assertThat(check.of(estimator).problems().getFirst()).contains("KL estimator 'k4'");
    ObjectNode mode = (ObjectNode) vector("ppo-01").deepCopy();
    ((ObjectNode) mode.get("params")).put("aggregation", "token-maen");
    assertThat(check.of(mode).problems().getFirst()).contains("did you mean 'token-mean'?");
  }

  private String renamed(String id, String field, String value) throws IOException {
    ObjectNode vector = (ObjectNode) vector(id).deepCopy();
    vector.put(field, value);
    return String.join("\n", check.of(vector).problems());
  }

  @Test
  void aMissingInputIsNamed() throws IOException {
    ObjectNode vector = (ObjectNode) vector("dec-04").deepCopy();
    ((ObjectNode) vector.get("inputs")).remove("rollout_log_prob");

    assertThat(check.of(vector).problems().getFirst()).contains("rollout_log_prob");
  }

  @Test
  void shapesThatDoNotFitGetAVerdictToo() throws IOException {
    for (JsonNode vector : reference().vectors()) {
      for (String name : vector.path("inputs").propertyNames()) {
        ObjectNode changed = (ObjectNode) vector.deepCopy();
        ((ObjectNode) changed.get("inputs")).putObject(name).put("x", 1);
        assertThat(check.of(changed).isMet()).as(vector.path("id") + " " + name).isFalse();
      }
    }
  }

  @Test
  void whatTheMaskHidesMayBeNotANumber() throws IOException {
    JsonNode vector =
        JsonMapper.builder()
            .build()
            .readTree(
                """
                {"id":"m","group":"masked-ops","formula":"masked_mean","params":{},
                 "inputs":{"x":[[1,"NaN",3,"Infinity"]],"mask":[[1,0,1,0]]},
                 "outputs":{"mean":2.0},"tol":1e-6}
                """);

    assertThat(check.of(vector).problems()).isEmpty();
    for (String id : List.of("ppo-01", "sapo-02", "gspo-03", "gmpo-01", "cispo-01", "gae-05")) {
      ObjectNode nan = (ObjectNode) vector(id).deepCopy();
      hide(nan);
      ((ObjectNode) nan.get("outputs")).remove("token_loss");
      nan.put("compare_only_where", "mask");
      assertThat(check.of(nan).problems()).as(id).isEmpty();
    }
  }

  /** NaN in every input where the mask is 0. */
  private static void hide(ObjectNode vector) {
    JsonNode mask = vector.path("inputs").path("mask");
    for (String name : vector.path("inputs").propertyNames()) {
      if (name.equals("mask")) {
        continue;
      }
      JsonNode rows = vector.path("inputs").path(name);
      for (int i = 0; i < mask.size(); i++) {
        for (int t = 0; t < mask.path(i).size(); t++) {
          if (mask.path(i).path(t).asDouble() == 0 && rows.path(i).isArray()) {
            ((tools.jackson.databind.node.ArrayNode) rows.path(i)).set(t, "NaN");
          }
        }
      }
    }
  }

  @Test
  void anotherSchemaOrNothingIsRefused() {
    assertThatThrownBy(() -> VectorFile.parse("{\"schema\":\"x\",\"vectors\":[{}]}"))
        .isInstanceOf(VectorFault.class)
        .hasMessageContaining("rl-reference-vectors/1");
    assertThatThrownBy(
            () -> VectorFile.parse("{\"schema\":\"rl-reference-vectors/1\",\"vectors\":[]}"))
        .isInstanceOf(VectorFault.class);
    assertThatThrownBy(() -> VectorFile.parse("{")).isInstanceOf(VectorFault.class);
  }

  @Test
  void aCountThatIsNotTheirsIsSaid() {
    VectorFile file =
        VectorFile.parse(
            "{\"schema\":\"rl-reference-vectors/1\",\"count\":3,\"vectors\":[{\"id\":\"a\"},{\"id\":\"a\"}]}");

    assertThat(file.warnings()).hasSize(2);
    assertThat(check.of(file.vectors().getFirst()).isMet()).isFalse();
  }
}
