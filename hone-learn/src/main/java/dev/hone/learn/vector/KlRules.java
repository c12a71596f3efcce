package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.Returns;
import dev.hone.learn.objective.KlEstimator;
import dev.hone.learn.objective.TokenValue;
import dev.hone.learn.objective.VocabularyDivergence;
import dev.hone.learn.schedule.AdaptiveKl;
import java.util.Arrays;
import java.util.List;

/** Distances to a reference policy. */
final class KlRules {

  private static final String GROUP = "kl";
  private static final List<String> ESTIMATORS =
      List.of("k1", "kl", "abs", "k2", "mse", "k3", "low_var_kl", "k3+", "k1+");

  private KlRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "estimator", "KL estimator", KlRules::estimate),
        VectorRule.of(GROUP, "adaptive", "adaptive KL controller", KlRules::adaptive),
        VectorRule.of(GROUP, "fixed", "fixed KL controller", KlRules::fixed),
        VectorRule.of(GROUP, "reward", "KL in the reward", KlRules::inReward),
        VectorRule.of(GROUP, "exact|vocabulary|expect", "exact KL", KlRules::exact));
  }

  static KlEstimator estimator(String name) {
    return switch (name) {
      case "k1", "kl" -> KlEstimator.K1;
      case "abs" -> KlEstimator.ABSOLUTE;
      case "k2", "mse", "k2+", "mse+" -> KlEstimator.K2;
      case "k3", "low_var_kl" -> KlEstimator.K3;
      case "k3+", "low_var_kl+" -> KlEstimator.K3_STRAIGHT_THROUGH;
      case "k1+", "kl+" -> KlEstimator.K1_STRAIGHT_THROUGH;
      default ->
          throw new VectorFault(
              "KL estimator '" + name + "' is not known" + Nearest.hint(name, ESTIMATORS));
    };
  }

  private static void estimate(CaseView view) {
    Figures params = view.params();
    String tail = view.formula().substring(view.formula().lastIndexOf(' ') + 1);
    KlEstimator estimator = estimator(params.text("estimator", tail));
    double mostRatio = params.number("clamp_log_ratio", Double.POSITIVE_INFINITY);
    double most = params.number("clamp_value", Double.POSITIVE_INFINITY);
    double[][] logProb = view.inputs().matrix("log_prob");
    double[][] reference = view.inputs().matrix("ref_log_prob");
    double[][] mask = view.maskLike(logProb);
    double[][] values = new double[logProb.length][];
    double[][] gradients = new double[logProb.length][];
    for (int i = 0; i < logProb.length; i++) {
      values[i] = new double[logProb[i].length];
      gradients[i] = new double[logProb[i].length];
      for (int t = 0; t < logProb[i].length; t++) {
        if (mask[i][t] != 0) {
          TokenValue value =
              KlEstimator.within(estimator.held(logProb[i][t], reference[i][t], mostRatio), most);
          values[i][t] = mask[i][t] * value.loss();
          gradients[i][t] = mask[i][t] * value.gradient();
        }
      }
    }
    view.put("kl", values);
    view.put("grad_log_prob", gradients);
    view.put("mean", Masked.mean(values, mask));
    view.put("kl_mean", Masked.mean(values, mask));
  }

  private static void adaptive(CaseView view) {
    Figures params = view.params();
    AdaptiveKl rule = new AdaptiveKl(params.number("target"), params.number("horizon"));
    double[] kl = view.inputs().row("kl");
    double[] samples = view.inputs().row("n");
    double[] coefficients = new double[kl.length + 1];
    coefficients[0] = params.number("init");
    for (int i = 0; i < kl.length; i++) {
      double n = samples.length == 1 ? samples[0] : samples[i];
      coefficients[i + 1] = rule.next(coefficients[i], kl[i], n);
    }
    view.put("coef", coefficients);
  }

  private static void fixed(CaseView view) {
    double[] coefficients = new double[view.inputs().row("kl").length + 1];
    Arrays.fill(coefficients, view.params().number(view.params().oneOf("init", "coef")));
    view.inputs().has("n");
    view.put("coef", coefficients);
  }

  private static void inReward(CaseView view) {
    Figures inputs = view.inputs();
    Figures params = view.params();
    KlEstimator estimator = estimator(params.text("estimator", "k1"));
    double[][] logProb = inputs.matrix("log_prob");
    double[][] reference = inputs.matrix("ref_log_prob");
    double[][] kl = new double[logProb.length][];
    for (int i = 0; i < kl.length; i++) {
      kl[i] = new double[logProb[i].length];
      for (int t = 0; t < kl[i].length; t++) {
        kl[i][t] = estimator.held(logProb[i][t], reference[i][t], Double.POSITIVE_INFINITY).loss();
      }
    }
    double coefficient = params.number(params.oneOf("coef", "kl_coef"));
    view.put(
        "token_rewards",
        Returns.rewards(
            inputs.row(inputs.oneOf("score", "scores")), kl, view.maskLike(kl), coefficient));
    view.put("kl", kl);
  }

  private static void exact(CaseView view) {
    double[] logP = logs(view.inputs(), "p");
    double[] logQ = logs(view.inputs(), "q");
    double forward = 0;
    double backward = 0;
    double[] expected = new double[3];
    KlEstimator[] estimators = {KlEstimator.K1, KlEstimator.K2, KlEstimator.K3};
    for (int v = 0; v < logP.length; v++) {
      double p = Math.exp(logP[v]);
      double q = Math.exp(logQ[v]);
      forward += p == 0 ? 0 : p * (logP[v] - logQ[v]);
      backward += q == 0 ? 0 : q * (logQ[v] - logP[v]);
      for (int e = 0; e < expected.length && p > 0; e++) {
        expected[e] += p * estimators[e].held(logP[v], logQ[v], Double.POSITIVE_INFINITY).loss();
      }
    }
    view.put("kl_pq", forward);
    view.put("kl_qp", backward);
    view.put("kl", forward);
    for (int e = 0; e < expected.length; e++) {
      view.put("expected_k" + (e + 1), expected[e]);
    }
  }

  private static double[] logs(Figures inputs, String name) {
    String logits = name + "_logits";
    if (inputs.has(logits)) {
      return VocabularyDivergence.logSoftmax(inputs.row(logits), 1);
    }
    return Arrays.stream(inputs.row(name)).map(Math::log).toArray();
  }
}
