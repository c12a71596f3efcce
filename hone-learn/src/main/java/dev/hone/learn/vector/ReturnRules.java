package dev.hone.learn.vector;

import dev.hone.learn.advantage.GroupRelative;
import dev.hone.learn.advantage.Groups;
import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.Returns;
import dev.hone.learn.advantage.Whitening;
import java.util.List;

/** REINFORCE++ and ReMax. */
final class ReturnRules {

  private static final String GROUP = "reinforce\\+\\+";

  private ReturnRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "baseline", "REINFORCE++-baseline advantage", ReturnRules::baseline),
        VectorRule.of(GROUP, "kl", "REINFORCE++ with KL in the reward", ReturnRules::withKl),
        VectorRule.of(GROUP, "reinforce", "REINFORCE++ returns", ReturnRules::returns),
        VectorRule.of("other-advantages", "remax", "ReMax", ReturnRules::greedy));
  }

  private static Returns rule(Figures params, String fallback) {
    String mode = params.text("mask_mode", fallback);
    return new Returns(
        params.number("gamma", 1),
        switch (mode) {
          case "reset" -> Returns.MaskMode.RESET;
          case "skip" -> Returns.MaskMode.SKIP;
          case "ignore" -> Returns.MaskMode.IGNORE;
          case "zero" -> Returns.MaskMode.ZERO;
          default ->
              throw new VectorFault(
                  "mask_mode '"
                      + mode
                      + "' is not known"
                      + Nearest.hint(mode, List.of("reset", "skip", "ignore", "zero")));
        });
  }

  private static void returns(CaseView view) {
    double[][] rewards = view.inputs().matrix("rewards");
    double[][] mask = view.maskLike(rewards);
    double[][] returns = rule(view.params(), "reset").of(rewards, mask);
    view.put("returns", returns);
    view.put("advantages", whitening(view).of(returns, mask));
  }

  private static Whitening whitening(CaseView view) {
    return Whitening.withEpsilon(view.params().number("eps", 1e-8));
  }

  private static void baseline(CaseView view) {
    double[] scores = view.inputs().row("scores");
    double[][] mask = view.inputs().matrix("mask");
    GroupRelative.Alone alone =
        view.params().text("singleton", "mean0").equals("zero")
            ? GroupRelative.Alone.ZERO
            : GroupRelative.Alone.SCORE;
    double[] centered =
        GroupRelative.withoutDeviation(alone).of(scores, Groups.by(view.inputs().texts("group")));
    view.put("centered", centered);
    view.put("advantages", whitening(view).of(Masked.broadcast(centered, mask), mask));
  }

  private static void withKl(CaseView view) {
    double[][] kl = view.inputs().matrix("kl");
    double[][] mask = view.maskLike(kl);
    double[][] rewards =
        Returns.rewards(
            view.inputs().row("scores"),
            kl,
            mask,
            view.params().number(view.params().oneOf("kl_coef", "coef")));
    double[][] returns = rule(view.params(), "ignore").of(rewards, mask);
    view.put("token_rewards", rewards);
    view.put("returns", returns);
    view.put("advantages", whitening(view).of(returns, mask));
  }

  private static void greedy(CaseView view) {
    double[][] rewards = view.inputs().matrix("rewards");
    double[][] mask = view.maskLike(rewards);
    view.put("returns", Returns.toGo(rewards, mask));
    view.put("advantages", Returns.overGreedy(rewards, view.inputs().row("baseline"), mask));
  }
}
