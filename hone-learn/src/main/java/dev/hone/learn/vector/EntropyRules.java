package dev.hone.learn.vector;

import dev.hone.learn.objective.Entropy;
import dev.hone.learn.objective.VocabularyDivergence;
import dev.hone.learn.selection.EntropyQuantile;
import java.util.Arrays;
import java.util.List;

/** Entropy, and what is chosen by it. */
final class EntropyRules {

  private static final String GROUP = "entropy";

  private EntropyRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "from logits", "categorical entropy from logits", EntropyRules::of),
        VectorRule.of(GROUP, "temperature", "token log-prob", EntropyRules::logProb),
        VectorRule.of(GROUP, "token mask", "high-entropy token mask", EntropyRules::tokens),
        VectorRule.of(GROUP, "step selection", "high-entropy steps", EntropyRules::steps),
        VectorRule.of(GROUP, "bonus", "entropy bonus", EntropyRules::bonus));
  }

  private static void of(CaseView view) {
    double[][] logits = view.inputs().matrix("logits");
    double[] entropy = new double[logits.length];
    double[][] gradient = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      VocabularyDivergence.Value value = Entropy.of(logits[i]);
      entropy[i] = value.loss();
      gradient[i] = value.gradient();
    }
    view.put("entropy", entropy);
    view.put("grad_logits", gradient);
  }

  private static void logProb(CaseView view) {
    double[][] logits = view.inputs().matrix("logits");
    double[] tokens = view.inputs().row("tokens");
    double temperature = view.params().number("temperature", 1);
    double[] warm = new double[logits.length];
    double[] plain = new double[logits.length];
    double[][] gradient = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      double[] logProbs = VocabularyDivergence.logSoftmax(logits[i], temperature);
      warm[i] = logProbs[(int) tokens[i]];
      plain[i] = VocabularyDivergence.logSoftmax(logits[i], 1)[(int) tokens[i]];
      gradient[i] = Arrays.stream(logProbs).map(l -> -Math.exp(l) / temperature).toArray();
      gradient[i][(int) tokens[i]] += 1 / temperature;
    }
    view.put("log_prob", warm);
    view.put("log_prob_t1", plain);
    view.put("grad_logits", gradient);
  }

  private static void tokens(CaseView view) {
    double[][] entropy = view.inputs().matrix("entropy");
    double quantile = view.params().number(view.params().oneOf("q", "quantile"));
    view.put("keep", new EntropyQuantile(quantile).keep(entropy, view.maskLike(entropy)));
  }

  private static void steps(CaseView view) {
    double[][] tokens = view.inputs().matrix("token_entropy_per_step");
    double[] entropy =
        Arrays.stream(tokens)
            .mapToDouble(step -> Arrays.stream(step).average().orElse(0))
            .toArray();
    EntropyQuantile rule = new EntropyQuantile(1 - view.params().number("keep_ratio"));
    view.put("step_entropy", entropy);
    view.put("threshold", rule.threshold(entropy));
    view.put("keep", rule.keep(entropy));
  }

  private static void bonus(CaseView view) {
    double[][] entropy = view.inputs().matrix("entropy");
    double bonus =
        AggregationRules.reduction(view.params(), "token-mean", AggregationRules.columns(entropy))
            .value(entropy, view.maskLike(entropy));
    double coefficient = view.params().number("coef");
    view.put("loss", view.inputs().number("pg_loss") - coefficient * bonus);
  }
}
