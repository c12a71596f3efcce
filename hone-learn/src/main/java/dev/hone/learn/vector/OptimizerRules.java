package dev.hone.learn.vector;

import dev.hone.learn.schedule.AdamStep;
import dev.hone.learn.schedule.Bfloat16;
import dev.hone.learn.schedule.GradientClip;
import dev.hone.learn.schedule.LearningRate;
import java.util.Arrays;
import java.util.List;

/** Optimizer, schedules, rounding. */
final class OptimizerRules {

  private static final String GROUP = "optimizer|schedule";

  private OptimizerRules() {}

  static List<VectorRule> rules() {
    return List.of(
        VectorRule.of(GROUP, "adam", "AdamW", OptimizerRules::adam),
        VectorRule.of(GROUP, "norm clip", "global gradient norm clip", OptimizerRules::clip),
        VectorRule.of(
            GROUP, "cosine", "cosine schedule", view -> schedule(view, LearningRate.Shape.COSINE)),
        VectorRule.of(
            GROUP,
            "constant",
            "constant schedule",
            view -> schedule(view, LearningRate.Shape.CONSTANT)),
        VectorRule.of(
            GROUP, "linear", "linear schedule", view -> schedule(view, LearningRate.Shape.LINEAR)),
        VectorRule.of(GROUP, "bfloat16|bf16", "bfloat16", OptimizerRules::rounding));
  }

  private static void adam(CaseView view) {
    Figures params = view.params();
    AdamStep step =
        new AdamStep(
            new AdamStep.Numbers(
                params.number("lr"),
                params.number("beta1", 0.9),
                params.number("beta2", 0.999),
                params.number("eps", 1e-8),
                params.number("weight_decay", 0)),
            view.inputs().row("param"));
    double[][] gradients = view.inputs().matrix("grads");
    double[][] after = new double[gradients.length][];
    for (int i = 0; i < gradients.length; i++) {
      step.apply(gradients[i]);
      after[i] = step.parameters();
    }
    view.put("param_after_each_step", after);
    view.put("param", step.parameters());
    view.put("m", step.first());
    view.put("v", step.second());
  }

  private static void clip(CaseView view) {
    double[][] gradients = view.inputs().matrix("grads");
    view.put("norm", GradientClip.norm(gradients));
    view.put("clipped", new GradientClip(view.params().number("max_norm")).of(gradients));
  }

  private static void schedule(CaseView view, LearningRate.Shape shape) {
    Figures params = view.params();
    double warmup = params.number("warmup", 0);
    LearningRate rule =
        new LearningRate(
            shape,
            params.number("lr"),
            warmup,
            params.number("total", warmup),
            params.number("min_ratio", 0));
    view.put("lr", Arrays.stream(view.inputs().row("step")).map(rule::at).toArray());
  }

  private static void rounding(CaseView view) {
    view.put(
        "bf16",
        Arrays.stream(view.inputs().row("x")).map(x -> Bfloat16.round((float) x)).toArray());
  }
}
