package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.SampledDistillation;
import dev.hone.learn.objective.Distillation;
import dev.hone.learn.objective.LogSoftmax;
import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TeacherTokens;
import dev.hone.learn.objective.TokenValue;
import dev.hone.learn.objective.TopKAdvantage;
import dev.hone.learn.objective.VocabularyDivergence;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** On-policy distillation: sampled token, top-k, whole vocabulary. */
final class DistillationRules {

  private static final String GROUP = "distillation";
  private static final double HALF = 0.5;

  private DistillationRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "added to", "OPD added to an advantage", DistillationRules::added),
        VectorRule.of(GROUP, "top-?k", "OPD top-k", DistillationRules::topK),
        VectorRule.of(GROUP, "per-token|sampled", "OPD per token", DistillationRules::sampled),
        VectorRule.of(GROUP, "full-vocabulary", "full vocabulary", DistillationRules::full));
  }

  private static void sampled(CaseView view) {
    Figures params = view.params();
    double[][] teacher = view.inputs().matrix("teacher_log_prob");
    double[][] student = view.inputs().matrix("student_log_prob");
    double[][] mask = view.maskLike(teacher);
    SampledDistillation rule =
        new SampledDistillation(
            params.number("coef", 1), params.number("clip", Double.POSITIVE_INFINITY));
    view.put("advantages", rule.of(teacher, student, mask));
    view.put(
        "reverse_kl_mean",
        -Masked.mean(SampledDistillation.defaults().of(teacher, student, mask), mask));
  }

  private static void added(CaseView view) {
    double[][] task = view.inputs().matrix("task_advantage");
    double[][] teacher = view.inputs().matrix("teacher_log_prob");
    double[][] student = view.inputs().matrix("student_log_prob");
    double[][] mask = view.maskLike(teacher);
    double bound = view.params().number("clip", Double.POSITIVE_INFINITY);
    double[][] sum =
        new SampledDistillation(view.params().number("coef", 1), bound).of(teacher, student, mask);
    for (int i = 0; i < sum.length; i++) {
      for (int t = 0; t < sum[i].length; t++) {
        sum[i][t] = mask[i][t] == 0 ? 0 : task[i][t] + sum[i][t];
      }
    }
    view.put("advantages", sum);
  }

  /** Rows are places, columns the tokens of S (or more, of which the k likeliest are taken). */
  private static void topK(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    double[][] teacher = inputs.matrix("teacher_log_prob");
    double[][] old = inputs.matrix(inputs.oneOf("old_log_prob", "student_log_prob"));
    double[][] current = inputs.has("log_prob") ? inputs.matrix("log_prob") : old;
    double low = params.number("eps_low", 0.2);
    double bound = params.number(params.oneOf("clip", "C"), 1);
    TopKAdvantage rule =
        new TopKAdvantage(new PolicyClip(low, params.number("eps_high", 0.28), 0), bound);
    int most = (int) params.number("k", old[0].length);
    double[][] advantages = new double[old.length][];
    double[][] gradient = new double[old.length][];
    double[][] tokenLoss = new double[old.length][1];
    for (int i = 0; i < old.length; i++) {
      double[] likeliest = old[i];
      int[] chosen =
          IntStream.range(0, likeliest.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer v) -> -likeliest[v]))
              .limit(most)
              .mapToInt(Integer::intValue)
              .sorted()
              .toArray();
      double[] few = rule.advantages(pick(teacher[i], chosen), pick(old[i], chosen));
      advantages[i] = new double[old[i].length];
      gradient[i] = new double[old[i].length];
      for (int c = 0; c < chosen.length; c++) {
        int v = chosen[c];
        TokenValue value = rule.clip().at(current[i][v], old[i][v], few[c]);
        advantages[i][v] = few[c];
        tokenLoss[i][0] += value.loss();
        gradient[i][v] = value.gradient() / old.length;
      }
    }
    view.put("advantages", advantages);
    view.put("token_loss", Arrays.stream(tokenLoss).mapToDouble(row -> row[0]).toArray());
    view.put("loss", Arrays.stream(tokenLoss).mapToDouble(row -> row[0]).average().orElse(0));
    view.put("grad_log_prob", gradient);
  }

  private static double[] pick(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
  }

  private static void full(CaseView view) {
    Figures params = view.params();
    double[][] teacher = view.inputs().matrix("teacher_logits");
    double[][] student = view.inputs().matrix("student_logits");
    double beta = params.number("beta", HALF);
    double temperature = params.number("temperature", 1);
    for (Distillation kind : Distillation.values()) {
      String name =
          switch (kind) {
            case FORWARD_KL -> "forward_kl";
            case REVERSE_KL -> "reverse_kl";
            case JENSEN_SHANNON -> "jsd";
          };
      VocabularyDivergence rule = new VocabularyDivergence(kind, beta, temperature);
      boolean fits = temperature == 1 && (beta == HALF || kind != Distillation.JENSEN_SHANNON);
      double[] losses = new double[student.length];
      double[][] gradients = new double[student.length][];
      for (int i = 0; i < student.length; i++) {
        VocabularyDivergence.Value value =
            view.engine() && fits
                ? inEngine(kind, teacher[i], student[i])
                : rule.of(teacher[i], student[i]);
        losses[i] = value.loss();
        gradients[i] = value.gradient();
      }
      view.put(name, losses);
      view.put("grad_" + name, gradients);
    }
  }

  /** As the trainer applies it: float logits, float gradient. */
  private static VocabularyDivergence.Value inEngine(
      Distillation kind, double[] teacher, double[] student) {
    float[] logits = new float[student.length];
    for (int v = 0; v < logits.length; v++) {
      logits[v] = (float) student[v];
    }
    float[] gradient = new float[student.length];
    double loss =
        kind.at(
            TeacherTokens.full(VocabularyDivergence.logSoftmax(teacher, 1)),
            new LogSoftmax(logits, 0, logits.length),
            1,
            gradient);
    double[] wide = new double[gradient.length];
    Arrays.setAll(wide, v -> gradient[v]);
    return new VocabularyDivergence.Value(loss, wide);
  }
}
