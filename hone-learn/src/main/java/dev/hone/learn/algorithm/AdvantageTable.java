package dev.hone.learn.algorithm;

import java.util.List;

/** Advantage estimators. */
final class AdvantageTable {

  private static final String LEARNING = "reference notes §2";

  private AdvantageTable() {}

  static List<Algorithm> all() {
    return List.of(
        of(
            "next-state",
            "A = r for all tokens of the response, r in {+1, 0, −1}",
            "OpenClaw-RL",
            List.of("verdicts", "mask")),
        of(
            "gae",
            "δ = r + γV' − V, A = δ + γλA'",
            "Schulman et al. 2016; verl, SkyRL, OpenRLHF",
            List.of("rewards", "values", "mask"),
            gamma(1),
            Knob.number("lambda", 0, 1, 1, LEARNING),
            Knob.choice("mask_mode", "skip", "verl", "skip", "ignore", "zero")),
        of(
            "step-gae",
            "GAE over steps, V at a step's first token",
            "Agent-R1",
            List.of("step_rewards", "step_values", "trajectory"),
            gamma(1),
            Knob.number("lambda", 0, 1, 1, LEARNING)),
        of(
            "grpo",
            "(s − μ)/(σ + ε) in the group",
            "Shao et al. 2024; verl, TRL, OpenRLHF, AReaL, rLLM",
            List.of("scores", "group"),
            Knob.choice("scale", "group", "verl", "group", "batch", "none"),
            Knob.whole("ddof", 0, 1, 1, "verl, TRL; 0 in rLLM"),
            Knob.number("eps", 0, 1, 1e-6, "verl; 1e-4 TRL, 1e-9 OpenRLHF, 1e-5 AReaL"),
            alone("mean0std1", "verl")),
        of(
            "dr-grpo",
            "s − μ in the group",
            "Liu et al. 2025",
            List.of("scores", "group"),
            alone("mean0std1", "verl")),
        of(
            "rloo",
            "s − mean of the others",
            "Ahmadian et al. 2024",
            List.of("scores", "group"),
            alone("zero", LEARNING)),
        of(
            "reinforce++",
            "discounted return, whitened over the tokens of the batch",
            "Hu 2025; verl, SkyRL",
            List.of("scores", "mask"),
            gamma(1),
            Knob.choice(
                "mask_mode",
                "skip",
                "reference notes §2: reset loses multi-turn reward",
                "skip",
                "reset",
                "ignore",
                "zero"),
            whitening()),
        of(
            "reinforce++-baseline",
            "s − μ of the group, whitened over the tokens of the batch",
            "verl",
            List.of("scores", "group", "mask"),
            whitening()),
        of(
            "remax",
            "return − reward of the greedy answer",
            "Li et al. 2024",
            List.of("rewards", "baseline", "mask")),
        of(
            "opo",
            "s − length-weighted mean of the group",
            "Hao et al. 2025",
            List.of("scores", "group", "lengths")),
        of(
            "gpg",
            "α(s − μ)/f, α = batch / count of s ≠ 0",
            "Chu et al. 2025",
            List.of("scores", "group"),
            Knob.number("f_norm", 1e-9, 1e9, 1, "verl")),
        of(
            "gigpo",
            "A_episode + w·A_step, steps grouped by what they saw",
            "Feng et al. 2025",
            List.of("step_reward", "trajectory", "observation"),
            gamma(0.95),
            Knob.number("w", 0, 100, 1, LEARNING),
            Knob.flag("normalize_std", false, "verl-agent"),
            Knob.whole("ddof", 0, 1, 1, "verl-agent"),
            Knob.number("eps", 0, 1, 1e-6, "verl-agent")),
        of(
            "maxrl",
            "(s − μ)/(μ + ε)",
            "SkyRL",
            List.of("scores", "group"),
            Knob.number("eps", 0, 1, 1e-6, "SkyRL")),
        of(
            "pass-at-k",
            "the best gets (max − second)/(σ + ε), others 0",
            "verl grpo_passk",
            List.of("scores", "group"),
            Knob.flag("normalize_std", true, "verl"),
            Knob.whole("ddof", 0, 1, 1, "verl"),
            Knob.number("eps", 0, 1, 1e-6, "verl")),
        of(
            "gdpo",
            "each reward component normalised in the group, weighted sum, whitened",
            "verl gdpo",
            List.of("components", "group", "mask"),
            Knob.number("eps", 0, 1, 1e-6, "verl")),
        of(
            "step-wise-group",
            "(r − μ)/(σ + ε) over all steps of the task",
            "DART, arXiv 2509.23866",
            List.of("trajectory_reward", "steps"),
            Knob.whole("ddof", 0, 1, 1, "DART"),
            Knob.number("eps", 0, 1, 1e-6, "DART")));
  }

  private static Knob gamma(double fallback) {
    return Knob.number("gamma", 0, 1, fallback, LEARNING);
  }

  private static Knob alone(String fallback, String source) {
    return Knob.choice("singleton", fallback, source, "mean0std1", "zero");
  }

  private static Knob whitening() {
    return Knob.number("eps", 0, 1, 1e-8, "verl");
  }

  private static Algorithm of(
      String name, String formula, String source, List<String> inputs, Knob... knobs) {
    return new Algorithm(Kind.ADVANTAGE, name, formula, source, inputs, List.of(knobs));
  }
}
