package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.correction.ProximalEstimate;
import dev.hone.learn.correction.RolloutWeights;
import dev.hone.learn.correction.SequenceMask;
import dev.hone.learn.correction.SequenceRatio;
import dev.hone.learn.correction.TokenWeight;
import java.util.Arrays;
import java.util.List;

/** Weights, masks and estimates for samples of other weights. */
final class CorrectionRules {

  private static final String GROUP = "rollout-correction";

  private CorrectionRules() {}

  static List<VectorRule> rules() {
    return List.of(
        rule("proximal", "proximal log-prob approximation", CorrectionRules::proximal),
        rule("off-policy sequence mask|opsm", "off-policy sequence mask", CorrectionRules::behind),
        rule("outlier|veto", "outlier token", CorrectionRules::outlier),
        rule("icepop", "IcePop", view -> tokenWeights(view, TokenWeight.Outside.DROP)),
        rule("masked is|truncated is.*sequence_mask", "masked IS", CorrectionRules::maskedSequence),
        rule("rejection", "rejection", RejectionRules::of),
        rule("sequence mask|geometric", "sequence mask", CorrectionRules::sequenceMask),
        rule("tis.*sequence|sequence.*tis", "TIS sequence", CorrectionRules::sequenceWeight),
        rule("tis", "TIS token", view -> tokenWeights(view, TokenWeight.Outside.CLAMP)));
  }

  private static VectorRule rule(String formula, String name, VectorRule.Compute compute) {
    return VectorRule.of(GROUP, formula, name, compute);
  }

  /** log π_train − log π_rollout, however the vector carries it. */
  static double[][] logRatios(Figures inputs) {
    if (inputs.has("log_ratio")) {
      return inputs.matrix("log_ratio");
    }
    if (inputs.has("raw_weights")) {
      double[][] raw = inputs.matrix("raw_weights");
      for (double[] row : raw) {
        Arrays.setAll(row, t -> Math.log(row[t]));
      }
      return raw;
    }
    double[][] train = inputs.matrix(inputs.oneOf("old_log_prob", "log_prob"));
    double[][] rollout =
        inputs.matrix(inputs.oneOf("rollout_log_prob", "behave_log_prob", "sampling_log_prob"));
    double[][] ratios = new double[train.length][];
    for (int i = 0; i < train.length; i++) {
      ratios[i] = new double[train[i].length];
      for (int t = 0; t < train[i].length; t++) {
        ratios[i][t] = train[i][t] - rollout[i][t];
      }
    }
    return ratios;
  }

  private static TokenWeight weight(Figures params, TokenWeight.Outside outside) {
    String upper = params.oneOf("cap", "upper", "c_max");
    return new TokenWeight(
        params.number("lower", 0), params.number(upper, Double.POSITIVE_INFINITY), outside);
  }

  private static void tokenWeights(CaseView view, TokenWeight.Outside outside) {
    Figures inputs = view.inputs();
    TokenWeight rule = weight(view.params(), outside);
    double[][] ratios;
    if (inputs.has("raw_weights")) {
      ratios = inputs.matrix("raw_weights");
    } else {
      ratios = logRatios(inputs);
      for (double[] row : ratios) {
        Arrays.setAll(row, t -> TokenWeight.unbounded().of(row[t]));
      }
    }
    RolloutWeights weights = RolloutWeights.ofRatios(ratios, view.maskLike(ratios), rule);
    view.put("weights", weights.weights());
    view.put("out_of_bounds_ratio", weights.outsideShare());
    view.put("mean", weights.mean());
    view.put("norm_factor", weights.mean());
    view.put("std", weights.deviation());
    view.put("ess", weights.effective());
    view.put("weights_normalized", weights.normalized());
  }

  private static void sequenceWeight(CaseView view) {
    double[][] ratios = logRatios(view.inputs());
    SequenceRatio kind = ratioOf(view, "product");
    TokenWeight rule = weight(view.params(), TokenWeight.Outside.CLAMP);
    sequenceWeights(view, ratios, kind, rule);
  }

  private static void maskedSequence(CaseView view) {
    double[][] ratios = logRatios(view.inputs());
    sequenceWeights(
        view, ratios, ratioOf(view, "product"), weight(view.params(), TokenWeight.Outside.DROP));
  }

  private static void sequenceWeights(
      CaseView view, double[][] ratios, SequenceRatio kind, TokenWeight rule) {
    double[][] mask = view.maskLike(ratios);
    double[] weights = new double[ratios.length];
    double[] keep = new double[ratios.length];
    for (int i = 0; i < ratios.length; i++) {
      double ratio = kind.of(ratios[i], mask[i]);
      weights[i] = rule.ofRatio(ratio);
      keep[i] = rule.isOutside(ratio) ? 0 : 1;
    }
    view.put(() -> weights, "weight", "weights");
    view.put("keep", keep);
    view.put("token_weights", Masked.broadcast(weights, mask));
  }

  private static SequenceRatio ratioOf(CaseView view, String fallback) {
    String said =
        view.params().text("metric", view.formula().contains("geometric") ? "geometric" : fallback);
    return switch (said) {
      case "product" -> SequenceRatio.PRODUCT;
      case "geometric" -> SequenceRatio.GEOMETRIC;
      default ->
          throw new VectorFault(
              "metric '"
                  + said
                  + "' is not known"
                  + Nearest.hint(said, List.of("product", "geometric")));
    };
  }

  private static void sequenceMask(CaseView view) {
    double[][] ratios = logRatios(view.inputs());
    double[][] mask = view.maskLike(ratios);
    SequenceRatio kind = ratioOf(view, "geometric");
    SequenceMask rule =
        new SequenceMask.RatioInside(
            kind,
            view.params().number("lower", 0),
            view.params().number("upper", Double.POSITIVE_INFINITY));
    double[] statistic = new double[ratios.length];
    Arrays.setAll(statistic, i -> kind.of(ratios[i], mask[i]));
    view.put("statistic", statistic);
    putKept(view, rule.keep(ratios, mask), mask);
  }

  private static void outlier(CaseView view) {
    double[][] ratios = logRatios(view.inputs());
    double[][] mask = view.maskLike(ratios);
    SequenceMask rule =
        new SequenceMask.NoOutlier(
            view.params().number("lower", 0),
            view.params().number("upper", Double.POSITIVE_INFINITY));
    putKept(view, rule.keep(ratios, mask), mask);
  }

  private static void behind(CaseView view) {
    Figures inputs = view.inputs();
    double[][] current = inputs.matrix("log_prob");
    double[][] sampling =
        inputs.matrix(inputs.oneOf("sampling_log_prob", "old_log_prob", "rollout_log_prob"));
    double[][] mask = view.maskLike(current);
    double[][] ratios = new double[current.length][];
    double[] divergence = new double[current.length];
    for (int i = 0; i < current.length; i++) {
      ratios[i] = new double[current[i].length];
      for (int t = 0; t < current[i].length; t++) {
        ratios[i][t] = current[i][t] - sampling[i][t];
      }
      divergence[i] = SequenceMask.NotLeftBehind.divergence(ratios[i], mask[i]);
    }
    double[] advantages =
        inputs.tree("advantages").path(0).isArray()
            ? firstOf(inputs.matrix("advantages"))
            : inputs.row("advantages");
    SequenceMask rule = new SequenceMask.NotLeftBehind(advantages, view.params().number("delta"));
    view.put("mean_kl", divergence);
    putKept(view, rule.keep(ratios, mask), mask);
  }

  private static double[] firstOf(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(row -> row[0]).toArray();
  }

  private static void putKept(CaseView view, double[] keep, double[][] mask) {
    view.put("keep", keep);
    double[][] kept = new double[mask.length][];
    for (int i = 0; i < mask.length; i++) {
      kept[i] = mask[i].clone();
      double factor = keep[i];
      double[] row = kept[i];
      Arrays.setAll(row, t -> factor * row[t]);
    }
    view.put("mask_out", kept);
  }

  private static void proximal(CaseView view) {
    Figures inputs = view.inputs();
    double[] old = inputs.row("old");
    double[] present = inputs.row("new");
    double[] behave = inputs.row("v_behave");
    double[] current = inputs.row("v_cur");
    double[] share = new double[old.length];
    double[] logLinear = new double[old.length];
    double[] linear = new double[old.length];
    for (int t = 0; t < old.length; t++) {
      double now = current.length == 1 ? current[0] : current[t];
      share[t] = ProximalEstimate.share(behave[t], now);
      logLinear[t] = ProximalEstimate.LOG_LINEAR.of(old[t], present[t], behave[t], now);
      linear[t] = ProximalEstimate.LINEAR.of(old[t], present[t], behave[t], now);
    }
    view.put("alpha", share);
    view.put("loglinear", logLinear);
    view.put("linear", linear);
    view.put("rollout", old);
  }
}
