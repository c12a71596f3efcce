package dev.hone.learn.vector;

import dev.hone.learn.advantage.GeneralizedAdvantage;
import dev.hone.learn.advantage.StepAdvantage;
import dev.hone.learn.advantage.Whitening;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** GAE over tokens and over steps. */
final class GaeRules {

  private static final String GROUP = "gae";

  private GaeRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "step", "step-level GAE", GaeRules::steps),
        VectorRule.of(GROUP, "gae", "GAE(gamma,lambda)", GaeRules::tokens));
  }

  private static GeneralizedAdvantage.MaskMode mode(String name) {
    return switch (name) {
      case "skip" -> GeneralizedAdvantage.MaskMode.SKIP;
      case "ignore" -> GeneralizedAdvantage.MaskMode.IGNORE;
      case "zero" -> GeneralizedAdvantage.MaskMode.ZERO;
      default ->
          throw new VectorFault(
              "mask_mode '"
                  + name
                  + "' is not known"
                  + Nearest.hint(name, List.of("skip", "ignore", "zero")));
    };
  }

  private static void tokens(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    GeneralizedAdvantage rule =
        new GeneralizedAdvantage(
            params.number("gamma", 1),
            params.number(params.oneOf("lambda", "lam"), 1),
            mode(params.text("mask_mode", "skip")));
    double bootstrap = params.number("bootstrap", 0);
    double[][] rewards = inputs.matrix("rewards");
    double[][] mask = view.maskLike(rewards);
    String first = inputs.oneOf("values", "values_a");
    GeneralizedAdvantage.Estimate estimate =
        rule.of(rewards, inputs.matrix(first), mask, bootstrap);
    if (inputs.has("values_b")) {
      GeneralizedAdvantage.Estimate other =
          rule.of(rewards, inputs.matrix("values_b"), mask, bootstrap);
      if (!Arrays.equals(valid(estimate.advantages(), mask), valid(other.advantages(), mask))) {
        throw new VectorFault("values at observation positions change valid positions");
      }
    }
    view.put("advantages", estimate.advantages());
    view.put("returns", estimate.returns());
    view.put("advantages_valid", valid(estimate.advantages(), mask));
    view.put("returns_valid", valid(estimate.returns(), mask));
    // SkyRL whitens masked positions with the others' moments; verl sets them to 0.
    view.put("whitened", Whitening.defaults().everywhere(estimate.advantages(), mask));
    view.put("whitened_masked", Whitening.defaults().of(estimate.advantages(), mask));
  }

  private static double[] valid(double[][] values, double[][] mask) {
    return IntStream.range(0, values.length)
        .boxed()
        .flatMapToDouble(
            i ->
                IntStream.range(0, values[i].length)
                    .filter(t -> mask[i][t] != 0)
                    .mapToDouble(t -> values[i][t]))
        .toArray();
  }

  private static void steps(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    double[] rewards = inputs.row("step_rewards");
    String[] trajectory = inputs.texts("trajectory");
    double[] order = new double[rewards.length];
    Arrays.setAll(order, s -> s);
    StepAdvantage.Estimate estimate =
        new StepAdvantage(
                params.number("gamma", 1), params.number(params.oneOf("lambda", "lam"), 1))
            .of(
                rewards,
                inputs.row("step_values"),
                trajectory,
                inputs.has("step_index") ? inputs.row("step_index") : order);
    view.put("advantages", estimate.advantages());
    view.put("returns", estimate.returns());
    view.put("whitened", estimate.whitened());
    if (inputs.has("tokens_per_step")) {
      double[] tokens = inputs.row("tokens_per_step");
      double[][] broadcast = new double[tokens.length][];
      for (int s = 0; s < tokens.length; s++) {
        broadcast[s] = new double[(int) tokens[s]];
        Arrays.fill(broadcast[s], estimate.advantages()[s]);
      }
      view.put("token_advantages", broadcast);
    }
  }
}
