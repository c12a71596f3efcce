package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.Whitening;
import dev.hone.learn.objective.TokenValue;
import dev.hone.learn.policy.Reduction;
import dev.hone.learn.policy.ValueLoss;
import java.util.List;

/** Moments, whitening, and the critic's loss. */
final class MaskedRules {

  private MaskedRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of("masked-ops", "masked", "masked mean and variance", MaskedRules::moments),
        VectorRule.of("whitening", "whiten|norm", "whitening", MaskedRules::whitening),
        VectorRule.of("value-loss", "", "value loss", MaskedRules::value));
  }

  private static void moments(CaseView view) {
    double[][] x = view.inputs().matrix("x");
    double[][] mask = view.maskLike(x);
    view.put("mean", Masked.mean(x, mask));
    view.put("sum", Masked.sum(x, mask));
    view.put("var_unbiased", Masked.variance(x, mask, 1));
    view.put("var_biased", Masked.variance(x, mask, 0));
    view.put("std_unbiased", Math.sqrt(Masked.variance(x, mask, 1)));
    view.put("std_biased", Math.sqrt(Masked.variance(x, mask, 0)));
    boolean unbiased = view.params().flag("unbiased", true);
    double variance = Masked.variance(x, mask, unbiased ? 1 : 0);
    view.put("var", variance);
    view.put("std", Math.sqrt(variance));
    double[] rows = new double[x.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Masked.mean(x[i], mask[i]);
    }
    view.put("row_mean", rows);
  }

  private static void whitening(CaseView view) {
    Figures params = view.params();
    double[][] x = view.inputs().matrix("x");
    double[][] mask = view.maskLike(x);
    boolean batchNorm = view.formula().contains("norm");
    int ddof = params.flag("unbiased", !batchNorm) ? 1 : 0;
    Whitening.Denominator denominator =
        params.has("clamp_min")
            ? Whitening.Denominator.ROOT_OF_LARGER
            : batchNorm ? Whitening.Denominator.SUM_OF_ROOT : Whitening.Denominator.ROOT_OF_SUM;
    double epsilon =
        params.has("clamp_min")
            ? params.number("clamp_min")
            : params.number("eps", batchNorm ? 1e-5 : 1e-8);
    boolean shift = params.flag("shift_mean", true);
    double[][] whitened = new Whitening(denominator, epsilon, ddof, !shift).of(x, mask);
    view.put("whitened", whitened);
    view.put("normalized", whitened);
    view.put("mean", Masked.mean(x, mask));
    view.put("std", Math.sqrt(Masked.variance(x, mask, ddof)));
  }

  private static void value(CaseView view) {
    Figures inputs = view.inputs();
    double clip =
        view.params()
            .number(view.params().oneOf("clip", "cliprange_value"), Double.POSITIVE_INFINITY);
    double[][] values = inputs.matrix("values");
    double[][] old = inputs.has("old_values") ? inputs.matrix("old_values") : values;
    double[][] returns = inputs.matrix("returns");
    double[][] mask = view.maskLike(values);
    Reduction reduction =
        AggregationRules.reduction(view.params(), "token-mean", AggregationRules.columns(values));
    double[][] factors = reduction.factors(mask);
    ValueLoss rule = new ValueLoss(clip);
    double[][] losses = new double[values.length][];
    double[][] gradient = new double[values.length][];
    double[][] clipped = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      losses[i] = new double[values[i].length];
      gradient[i] = new double[values[i].length];
      clipped[i] = new double[values[i].length];
      for (int t = 0; t < values[i].length; t++) {
        TokenValue value = rule.at(values[i][t], old[i][t], returns[i][t]);
        losses[i][t] = value.loss();
        clipped[i][t] = rule.clips(values[i][t], old[i][t], returns[i][t]) ? 1 : 0;
        gradient[i][t] = factors[i][t] == 0 ? 0 : factors[i][t] * value.gradient();
      }
    }
    view.put("loss", reduction.value(losses, mask));
    view.put("token_loss", losses);
    view.put("grad_values", gradient);
    view.put("clip_fraction", Masked.mean(clipped, mask));
  }
}
