package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.correction.Rejection;
import dev.hone.learn.correction.RolloutWeights;
import dev.hone.learn.correction.TokenWeight;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rejection by k1, k2, k3 of tokens and sequences. */
final class RejectionRules {

  private static final Pattern RULE = Pattern.compile("(token|seq_sum|seq_mean|seq_max)_(k[123])");

  private RejectionRules() {}

  static void of(CaseView view) {
    double[][] logRatios = CorrectionRules.logRatios(view.inputs());
    double[][] mask = view.maskLike(logRatios);
    statistics(view, logRatios, mask);
    Figures params = view.params();
    if (params.has("cap")) {
      double[][] ratios = new double[logRatios.length][];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = new double[logRatios[i].length];
        for (int t = 0; t < ratios[i].length; t++) {
          ratios[i][t] = TokenWeight.unbounded().of(logRatios[i][t]);
        }
      }
      TokenWeight rule = TokenWeight.truncated(params.number("cap"));
      view.put("weights", RolloutWeights.ofRatios(ratios, mask, rule).weights());
    }
    String said = params.text(params.oneOf("rule", "rollout_rs"), view.formula());
    Matcher matcher = RULE.matcher(said);
    if (!matcher.find()) {
      if (view.formula().contains("statistics")) {
        return;
      }
      throw new VectorFault(
          "rejection '"
              + said
              + "' is not known; it must name one of token, seq_sum, seq_mean,"
              + " seq_max with k1, k2 or k3, such as seq_mean_k1");
    }
    Rejection.Figure figure =
        Rejection.Figure.valueOf(matcher.group(2).toUpperCase(java.util.Locale.ROOT));
    double upper = params.number("upper", Double.POSITIVE_INFINITY);
    double floor = figure == Rejection.Figure.K1 ? 1 / upper : Double.NEGATIVE_INFINITY;
    double lower = params.number("lower", floor);
    Rejection rule = new Rejection(level(matcher.group(1)), figure, lower, upper);
    double[][] kept = rule.of(logRatios, mask);
    view.put("mask_out", kept);
    double count = Masked.count(mask);
    view.put("masked_fraction", count == 0 ? 0 : 1 - Masked.count(kept) / count);
    double[] keep = new double[mask.length];
    double filled = 0;
    double dropped = 0;
    for (int i = 0; i < keep.length; i++) {
      keep[i] = Masked.count(kept[i]) > 0 ? 1 : 0;
      filled += Masked.count(mask[i]) > 0 ? 1 : 0;
      dropped += Masked.count(mask[i]) > 0 && keep[i] == 0 ? 1 : 0;
    }
    view.put("keep", keep);
    view.put("seq_masked_fraction", filled == 0 ? 0 : dropped / filled);
  }

  private static Rejection.Level level(String name) {
    return switch (name) {
      case "token" -> Rejection.Level.TOKEN;
      case "seq_sum" -> Rejection.Level.SEQUENCE_SUM;
      case "seq_mean" -> Rejection.Level.SEQUENCE_MEAN;
      default -> Rejection.Level.SEQUENCE_MAX;
    };
  }

  private static void statistics(CaseView view, double[][] logRatios, double[][] mask) {
    for (Rejection.Figure figure : Rejection.Figure.values()) {
      String name = figure.name().toLowerCase(java.util.Locale.ROOT);
      view.put("token_" + name, figure.of(logRatios));
      view.put(
          "seq_sum_" + name,
          Rejection.ofSequences(Rejection.Level.SEQUENCE_SUM, figure, logRatios, mask));
      view.put(
          "seq_mean_" + name,
          Rejection.ofSequences(Rejection.Level.SEQUENCE_MEAN, figure, logRatios, mask));
      view.put(
          "seq_max_" + name,
          Rejection.ofSequences(Rejection.Level.SEQUENCE_MAX, figure, logRatios, mask));
    }
  }
}
