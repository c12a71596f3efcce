package dev.hone.learn.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published and derived cases of rl-vectors.json that this objective has formulas for. */
class VectorsTest {

  private static final Set<String> POLICY =
      Set.of(
          "ppo-01", "ppo-03", "ppo-04", "ppo-05", "ppo-07", "ppo-09", "ppo-10", "ppo-12", "ppo-13",
          "ppo-14", "ppo-15", "dec-04");

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(VectorsTest.class.getResourceAsStream("rl-vectors.json"))) {
      for (JsonNode vector : JsonMapper.builder().build().readTree(in).path("vectors")) {
        String id = vector.path("id").asString();
        Runnable check = check(id, vector);
        if (check != null) {
          tests.add(DynamicTest.dynamicTest(id, check::run));
        }
      }
    }
    assertThat(tests).hasSize(12 + 5 + 6 + 5 + 5);
    return tests.stream();
  }

  private static @org.jspecify.annotations.Nullable Runnable check(String id, JsonNode vector) {
    if (POLICY.contains(id)) {
      return () -> policy(vector);
    }
    return switch (id) {
      case "kl-01", "kl-02", "kl-04", "kl-06", "kl-08", "kl-09" -> () -> kl(vector);
      case "opd-01", "opd-02", "opd-04" -> () -> sampled(vector);
      case "opd-05", "opd-06" -> () -> divergences(vector);
      case "tis-01", "tis-02", "tis-03", "tis-05", "tis-06" -> () -> weights(vector);
      case "agg-04", "agg-05", "agg-06", "agg-07", "agg-08" -> () -> aggregation(id, vector);
      default -> null;
    };
  }

  private static void policy(JsonNode vector) {
    JsonNode params = vector.path("params");
    JsonNode in = vector.path("inputs");
    double[][] logProb = matrix(in.path("log_prob"));
    double[][] old = matrix(in.path("old_log_prob"));
    double[][] advantages = matrix(in.path("advantages"));
    double[][] mask = matrix(in.path("mask"));
    double dual = params.path("c").asDouble(params.path("delta").asDouble(0));
    PolicyClip clip =
        new PolicyClip(params.path("eps_low").asDouble(), params.path("eps_high").asDouble(), dual);
    double[][] loss = new double[logProb.length][];
    double[][] gradient = new double[logProb.length][];
    for (int i = 0; i < logProb.length; i++) {
      loss[i] = new double[logProb[i].length];
      gradient[i] = new double[logProb[i].length];
      for (int t = 0; t < logProb[i].length; t++) {
        TokenValue value = clip.at(logProb[i][t], old[i][t], advantages[i][t]);
        if (params.has("tis_cap")) {
          double rollout = in.path("rollout_log_prob").path(i).path(t).asDouble();
          value =
              value.times(
                  ImportanceWeight.truncated(
                      old[i][t] - rollout, params.path("tis_cap").asDouble()));
        }
        loss[i][t] = value.loss();
        gradient[i][t] = value.gradient();
      }
    }
    Aggregation mode = mode(params.path("aggregation").asString());
    double horizon = params.path("horizon").asDouble(1);
    double scale = params.path("dp").asDouble(1);
    double[][] factors = mode.factors(mask, horizon);
    if (params.has("ntok")) {
      // This process holds a part of the step: the count is the whole step's.
      double mine = 0;
      for (double[] row : mask) {
        for (double m : row) {
          mine += m;
        }
      }
      scale *= mine / params.path("ntok").asDouble();
    }
    close(vector, "token_loss", loss);
    double total = 0;
    for (int i = 0; i < loss.length; i++) {
      for (int t = 0; t < loss[i].length; t++) {
        total += scale * factors[i][t] * loss[i][t];
        gradient[i][t] *= scale * factors[i][t];
      }
    }
    assertThat(total).isCloseTo(vector.path("outputs").path("loss").asDouble(), within(1e-6));
    close(vector, "grad_log_prob", gradient);
  }

  private static void kl(JsonNode vector) {
    KlEstimator estimator =
        switch (vector.path("params").path("estimator").asString()) {
          case "k1" -> KlEstimator.K1;
          case "k2" -> KlEstimator.K2;
          case "k3" -> KlEstimator.K3;
          case "k3+" -> KlEstimator.K3_STRAIGHT_THROUGH;
          default -> KlEstimator.ABSOLUTE;
        };
    double most = vector.path("params").path("clamp_value").asDouble(Double.MAX_VALUE);
    double[][] logProb = matrix(vector.path("inputs").path("log_prob"));
    double[][] reference = matrix(vector.path("inputs").path("ref_log_prob"));
    double[][] values = new double[logProb.length][];
    double[][] gradients = new double[logProb.length][];
    for (int i = 0; i < logProb.length; i++) {
      values[i] = new double[logProb[i].length];
      gradients[i] = new double[logProb[i].length];
      for (int t = 0; t < logProb[i].length; t++) {
        TokenValue value = estimator.at(logProb[i][t], reference[i][t], most);
        double mask = vector.path("inputs").path("mask").path(i).path(t).asDouble(1);
        values[i][t] = mask * value.loss();
        gradients[i][t] = value.gradient();
      }
    }
    close(vector, "kl", values);
    if (vector.path("outputs").has("grad_log_prob")) {
      close(vector, "grad_log_prob", gradients);
    }
  }

  /** A = coef·(teacher − student), clipped after scaling: the sampled-token form. */
  private static void sampled(JsonNode vector) {
    JsonNode params = vector.path("params");
    double bound = params.path("clip").asDouble(Double.MAX_VALUE);
    double[][] teacher = matrix(vector.path("inputs").path("teacher_log_prob"));
    double[][] student = matrix(vector.path("inputs").path("student_log_prob"));
    double[][] mask = matrix(vector.path("inputs").path("mask"));
    for (int t = 0; t < teacher[0].length; t++) {
      double gap = params.path("coef").asDouble() * (teacher[0][t] - student[0][t]);
      double task = vector.path("inputs").path("task_advantage").path(0).path(t).asDouble(0);
      double got = task + Math.clamp(gap, -bound, bound) * mask[0][t];
      JsonNode want = vector.path("outputs").path("advantages").path(0).path(t);
      if (mask[0][t] == 1) {
        assertThat(got).isCloseTo(want.asDouble(), within(1e-6));
      }
    }
  }

  private static void divergences(JsonNode vector) {
    double[][] teacher = matrix(vector.path("inputs").path("teacher_logits"));
    double[][] student = matrix(vector.path("inputs").path("student_logits"));
    for (int i = 0; i < teacher.length; i++) {
      for (Distillation divergence : Distillation.values()) {
        String name =
            switch (divergence) {
              case FORWARD_KL -> "forward_kl";
              case REVERSE_KL -> "reverse_kl";
              case JENSEN_SHANNON -> "jsd";
            };
        float[] gradient = new float[student[i].length];
        double loss =
            divergence.at(
                TeacherTokens.full(logSoftmax(teacher[i])),
                new LogSoftmax(floats(student[i]), 0, student[i].length),
                1,
                gradient);
        JsonNode out = vector.path("outputs");
        if (out.has(name)) {
          assertThat(loss).isCloseTo(out.path(name).path(i).asDouble(), within(1e-6));
        }
        JsonNode want = out.path("grad_" + name).path(i);
        for (int v = 0; v < want.size(); v++) {
          assertThat((double) gradient[v]).isCloseTo(want.path(v).asDouble(), within(1e-6));
        }
      }
    }
  }

  private static void weights(JsonNode vector) {
    JsonNode params = vector.path("params");
    JsonNode in = vector.path("inputs");
    JsonNode out = vector.path("outputs");
    double cap = params.path("cap").asDouble(params.path("upper").asDouble());
    double[][] mask = matrix(in.path("mask"));
    double[][] ratios;
    if (in.has("log_ratio")) {
      ratios = matrix(in.path("log_ratio"));
    } else if (in.has("raw_weights")) {
      ratios = matrix(in.path("raw_weights"));
    } else {
      ratios = matrix(in.path("old_log_prob"));
      double[][] rollout = matrix(in.path("rollout_log_prob"));
      for (int i = 0; i < ratios.length; i++) {
        for (int t = 0; t < ratios[i].length; t++) {
          ratios[i][t] -= rollout[i][t];
        }
      }
    }
    if (out.has("weight")) {
      double want =
          out.path("weight").isArray()
              ? out.path("weight").path(0).asDouble()
              : out.path("weight").asDouble();
      assertThat(ImportanceWeight.sequence(ratios[0], mask[0], cap)).isCloseTo(want, within(1e-6));
      return;
    }
    List<Double> kept = new ArrayList<>();
    double[][] got = new double[ratios.length][];
    for (int i = 0; i < ratios.length; i++) {
      got[i] = new double[ratios[i].length];
      for (int t = 0; t < ratios[i].length; t++) {
        double weight =
            in.has("raw_weights")
                ? ImportanceWeight.clamped(ratios[i][t], params.path("lower").asDouble(), cap)
                : ImportanceWeight.truncated(ratios[i][t], cap);
        got[i][t] = mask[i][t] * weight;
        if (mask[i][t] > 0) {
          kept.add(weight);
        }
      }
    }
    close(vector, "weights", got);
    if (out.has("ess")) {
      assertThat(
              ImportanceWeight.effectiveSampleSize(
                  kept.stream().mapToDouble(Double::doubleValue).toArray()))
          .isCloseTo(out.path("ess").asDouble(), within(1e-6));
    }
  }

  private static void aggregation(String id, JsonNode vector) {
    JsonNode in = vector.path("inputs");
    JsonNode out = vector.path("outputs");
    if (id.equals("agg-08")) {
      // Both parts of the step together, as one batch.
      List<double[]> loss = new ArrayList<>();
      List<double[]> mask = new ArrayList<>();
      for (JsonNode part : in.path("micro_batches")) {
        loss.addAll(List.of(matrix(part.path("loss"))));
        mask.addAll(List.of(matrix(part.path("mask"))));
      }
      assertThat(
              Aggregation.TOKEN_MEAN.value(
                  loss.toArray(new double[0][]), mask.toArray(new double[0][]), 1))
          .isCloseTo(out.path("global_token_mean").asDouble(), within(1e-6));
      return;
    }
    double[][] loss = matrix(in.path("loss"));
    double[][] mask = matrix(in.path("mask"));
    if (id.equals("agg-06")) {
      assertThat(Aggregation.TOKEN_MEAN.value(loss, mask, 1))
          .isCloseTo(out.path("global_token_mean").asDouble(), within(1e-6));
    } else if (id.equals("agg-07")) {
      double mean = 0;
      JsonNode ranges = vector.path("params").path("prompt_ranges");
      for (JsonNode range : ranges) {
        int from = range.path(0).asInt();
        int to = range.path(1).asInt();
        mean +=
            Aggregation.TOKEN_MEAN.value(
                    java.util.Arrays.copyOfRange(loss, from, to),
                    java.util.Arrays.copyOfRange(mask, from, to),
                    1)
                / ranges.size();
      }
      assertThat(mean).isCloseTo(out.path("value").asDouble(), within(1e-6));
    } else {
      double dp = vector.path("params").path("dp").asDouble(1);
      assertThat(dp * mode(vector.path("params").path("mode").asString()).value(loss, mask, 1))
          .isCloseTo(out.path("value").asDouble(), within(1e-6));
    }
  }

  private static Aggregation mode(String name) {
    return switch (name) {
      case "token-mean" -> Aggregation.TOKEN_MEAN;
      case "token-sum" -> Aggregation.TOKEN_SUM;
      case "seq-mean-token-sum" -> Aggregation.SEQUENCE_MEAN_TOKEN_SUM;
      case "seq-mean-token-sum-norm" -> Aggregation.SEQUENCE_MEAN_TOKEN_SUM_NORM;
      case "seq-mean-token-mean" -> Aggregation.SEQUENCE_MEAN_TOKEN_MEAN;
      case "seq-length-budget" -> Aggregation.SEQUENCE_LENGTH_BUDGET;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void close(JsonNode vector, String output, double[][] got) {
    JsonNode want = vector.path("outputs").path(output);
    for (int i = 0; i < got.length; i++) {
      for (int t = 0; t < got[i].length; t++) {
        double expected = want.path(i).path(t).asDouble();
        assertThat(got[i][t])
            .as("%s %s[%d][%d]", vector.path("id").asString(), output, i, t)
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static double[][] matrix(JsonNode node) {
    double[][] rows = new double[node.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[node.path(i).size()];
      for (int t = 0; t < rows[i].length; t++) {
        rows[i][t] = node.path(i).path(t).asDouble();
      }
    }
    return rows;
  }

  static double[] logSoftmax(double[] logits) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    double[] out = new double[logits.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = logits[v] - Math.log(sum);
    }
    return out;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }
}
