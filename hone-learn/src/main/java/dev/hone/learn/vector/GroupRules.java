package dev.hone.learn.vector;

import dev.hone.learn.advantage.GroupBaseline;
import dev.hone.learn.advantage.GroupInGroup;
import dev.hone.learn.advantage.GroupRelative;
import dev.hone.learn.advantage.Groups;
import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.NextStateReward;
import dev.hone.learn.advantage.RewardComponents;
import dev.hone.learn.advantage.StepWiseGroup;
import dev.hone.learn.advantage.Whitening;
import java.util.Arrays;
import java.util.List;

/** Estimators that compare the samples of a group. */
final class GroupRules {

  private static final String ANY = "grpo|rloo|gigpo|other-advantages|advantages?";
  private static final double EPSILON = 1e-6;

  private GroupRules() {}

  static List<VectorRule> rules() {
    return List.of(
        rule("gigpo", "GiGPO", GroupRules::inGroup),
        rule(
            "rloo|leave",
            "RLOO",
            view -> baseline(view, new GroupBaseline.LeaveOneOut(alone(view, "zero")))),
        rule("maxrl", "MaxRL advantage", view -> baseline(view, maximum(view))),
        rule("pass@k|passk", "pass@k advantage", view -> baseline(view, passAtK(view))),
        rule("gdpo", "GDPO advantage", GroupRules::components),
        rule("step-wise", "step-wise group advantage", GroupRules::stepWise),
        rule("\\bopo\\b", "OPO", GroupRules::lengthWeighted),
        rule("\\bgpg\\b", "GPG", GroupRules::groupPolicyGradient),
        rule("binary|next.state", "binary next-state reward", GroupRules::binary),
        rule("group-relative|grpo", "group-relative advantage", GroupRules::relative));
  }

  private static VectorRule rule(String formula, String name, VectorRule.Compute compute) {
    return VectorRule.of(ANY, formula, name, compute);
  }

  private static Groups groups(CaseView view, int samples) {
    Figures inputs = view.inputs();
    String name = inputs.oneOf("group", "groups", "index");
    if (inputs.has(name)) {
      return Groups.by(inputs.texts(name));
    }
    String[] one = new String[samples];
    Arrays.fill(one, "");
    return Groups.by(one);
  }

  private static GroupRelative.Alone alone(CaseView view, String fallback) {
    return switch (view.params().text("singleton", fallback)) {
      case "raw", "score", "mean0std1", "mean0" -> GroupRelative.Alone.SCORE;
      case "zero" -> GroupRelative.Alone.ZERO;
      default ->
          throw new VectorFault(
              "param 'singleton' must be zero, raw or mean0std1, but is "
                  + view.params().text("singleton", ""));
    };
  }

  private static GroupRelative relativeRule(CaseView view, boolean deviation) {
    Figures params = view.params();
    boolean scaled = params.flag(params.oneOf("normalize_std", "norm_by_std"), deviation);
    boolean batch = view.variant().matches(".*(std.*batch|batch.*std).*");
    String fallback = !scaled ? "none" : batch ? "batch" : "group";
    GroupRelative.Scale scale =
        switch (params.text(
            params.oneOf("scale", "scale_rewards", "std_level", "std_scope"), fallback)) {
          case "batch" -> GroupRelative.Scale.BATCH;
          case "none" -> GroupRelative.Scale.NONE;
          case "group" -> GroupRelative.Scale.GROUP;
          default -> throw new VectorFault("param 'scale' must be group, batch or none");
        };
    return new GroupRelative(
        scale, (int) params.number("ddof", 1), params.number("eps", EPSILON), alone(view, "zero"));
  }

  private static void relative(CaseView view) {
    double[] scores = view.inputs().row("scores");
    boolean deviation = !view.formula().contains("dr.grpo") && !view.formula().contains("dr. grpo");
    put(view, relativeRule(view, deviation).of(scores, groups(view, scores.length)));
  }

  private static void baseline(CaseView view, GroupBaseline rule) {
    double[] scores = view.inputs().row("scores");
    put(view, rule.of(scores, groups(view, scores.length)));
  }

  /** One for each sample; broadcast over its tokens where the vector has a mask. */
  private static void put(CaseView view, double[] advantages) {
    view.put("advantages", advantages);
    if (view.inputs().has("mask")) {
      view.put("token_advantages", Masked.broadcast(advantages, view.inputs().matrix("mask")));
    }
  }

  private static GroupBaseline maximum(CaseView view) {
    return new GroupBaseline.MaximumLikelihood(view.params().number("eps", EPSILON));
  }

  private static GroupBaseline passAtK(CaseView view) {
    Figures params = view.params();
    return new GroupBaseline.PassAtK(
        params.flag("normalize_std", true),
        (int) params.number("ddof", 1),
        params.number("eps", EPSILON));
  }

  private static void components(CaseView view) {
    Figures params = view.params();
    double[][] components = view.inputs().matrix("components");
    double[] ones = new double[components.length];
    Arrays.fill(ones, 1);
    RewardComponents rule = new RewardComponents(relativeRule(view, true), Whitening.defaults());
    double[] combined =
        rule.combined(
            components,
            params.has("weights") ? params.row("weights") : ones,
            groups(view, components[0].length));
    view.put("combined", combined);
    if (view.inputs().has("mask")) {
      view.put("advantages", rule.of(combined, view.inputs().matrix("mask")));
    }
  }

  private static void stepWise(CaseView view) {
    Figures params = view.params();
    StepWiseGroup.Estimate estimate =
        new StepWiseGroup((int) params.number("ddof", 1), params.number("eps", EPSILON))
            .of(view.inputs().row("trajectory_reward"), view.inputs().row("steps"));
    view.put("mean", estimate.mean());
    view.put("std", estimate.deviation());
    view.put("advantage_per_trajectory", estimate.advantages());
  }

  private static void lengthWeighted(CaseView view) {
    double[] scores = view.inputs().row("scores");
    Groups groups = groups(view, scores.length);
    GroupBaseline.LengthWeighted rule =
        new GroupBaseline.LengthWeighted(view.inputs().row("lengths"));
    double[] baselines = rule.baselines(scores, groups);
    view.put("baseline", baselines.length == 1 ? (Object) baselines[0] : baselines);
    view.put("advantages", rule.of(scores, groups));
  }

  private static void groupPolicyGradient(CaseView view) {
    double[] scores = view.inputs().row("scores");
    GroupBaseline.GroupPolicyGradient rule =
        new GroupBaseline.GroupPolicyGradient(view.params().number("f_norm", 1));
    view.put("alpha", rule.alpha(scores));
    view.put("advantages", rule.of(scores, groups(view, scores.length)));
  }

  private static void binary(CaseView view) {
    Figures inputs = view.inputs();
    double[] verdicts = inputs.row(inputs.oneOf("verdicts", "reward", "rewards", "scores"));
    view.put("advantages", new NextStateReward().of(verdicts, inputs.matrix("mask")));
  }

  private static void inGroup(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    double[] rewards = inputs.row("step_reward");
    String[] one = new String[rewards.length];
    Arrays.fill(one, "");
    String task = inputs.oneOf("task", "group");
    GroupInGroup.Estimate estimate =
        new GroupInGroup(
                params.number("gamma", 0.95), params.number("w", 1), relativeRule(view, false))
            .of(
                rewards,
                inputs.has(task) ? inputs.texts(task) : one,
                inputs.texts("trajectory"),
                inputs.texts("observation"));
    view.put("step_return", estimate.stepReturns());
    view.put("episode_adv", estimate.episode());
    view.put("step_adv", estimate.step());
    view.put("advantages", estimate.advantages());
  }
}
