package dev.hone.learn.algorithm;

import java.util.List;

/** Policy and value losses. */
final class LossTable {

  private static final List<String> RATIO = List.of("log_prob", "old_log_prob", "mask");
  private static final List<String> SEQUENCE =
      List.of("log_prob", "old_log_prob", "mask", "sequence_log_prob");

  private LossTable() {}

  static List<Algorithm> all() {
    return List.of(
        of(
            "ppo-clip",
            "max(−ρA, −clip(ρ, 1−ε, 1+ε_high)A)",
            "Schulman et al. 2017; ε_high 0.28 DAPO and OpenClaw-RL",
            RATIO,
            low(0.2),
            high(0.28, "DAPO, OpenClaw-RL; 0.2 elsewhere"),
            Knob.number("c", 0, 100, 0, "dual clip for A < 0; 0 off; 3 in verl"),
            Knob.number("delta", 0, 100, 0, "two-sided clip; 0 off; TRL")),
        of(
            "gspo",
            "PPO clip on the sequence's geometric-mean ratio",
            "Zheng et al. 2025",
            SEQUENCE,
            low(3e-4),
            high(4e-4, "paper")),
        of(
            "cispo",
            "−sg[clip(ρ, low, high)]·A·log π",
            "MiniMax 2025",
            RATIO,
            Knob.number("low", 0, 1, 0, "MiniMax, slime"),
            Knob.number("high", 1, 1000, 5, "slime")),
        of(
            "gmpo",
            "−Ā·geometric mean of ratios held in e^[−ε, ε]",
            "Zhao et al. 2025; verl geo_mean",
            SEQUENCE,
            Knob.number("eps_low", 1e-9, 20, 0.4, "paper"),
            Knob.number("eps_high", 1e-9, 20, 0.4, "paper")),
        of(
            "sapo",
            "−A·(4/τ)·σ(τ(ρ − 1))",
            "Gao et al. 2025; AReaL, SkyRL",
            RATIO,
            Knob.number("tau_pos", 1e-6, 1000, 1, "AReaL"),
            Knob.number("tau_neg", 1e-6, 1000, 1.05, "AReaL")),
        of(
            "dppo",
            "−ρA, 0 where it moves further away and is beyond δ already",
            "SkyRL dppo",
            RATIO,
            Knob.choice("divergence", "tv", "SkyRL", "tv", "kl"),
            Knob.number("delta_low", 0, 10, 0.2, "SkyRL tests"),
            Knob.number("delta_high", 0, 10, 0.2, "SkyRL tests")),
        of(
            "dro",
            "−(A·log π − β/2·log²ρ)",
            "Richemond et al. 2024; verl",
            RATIO,
            Knob.number("beta", 0, 100, 0.05, "verl tests")),
        of(
            "decoupled-ppo",
            "PPO on π/π_prox times sg[π_prox/π_behave]",
            "Fu et al. 2025, AReaL",
            List.of("log_prob", "old_log_prob", "rollout_log_prob", "mask"),
            low(0.2),
            high(0.2, "AReaL"),
            Knob.number("c", 0, 100, 0, "AReaL: off"),
            Knob.number("cap", 1, 1e9, 5, "AReaL examples"),
            Knob.choice("action", "mask", "AReaL", "mask", "clamp")),
        of("reinforce", "−A·log π", "Williams 1992; GPG", List.of("log_prob", "mask")),
        new Algorithm(
            Kind.VALUE,
            "value-clip",
            "½·max((v − R)², (clip(v, v_old ± c) − R)²)",
            "verl, TRL PPO",
            List.of("values", "old_values", "returns", "mask"),
            List.of(Knob.number("clip", 1e-9, 1e9, 0.2, "verl, TRL"))),
        new Algorithm(
            Kind.VALUE,
            "value-square",
            "½·(v − R)²",
            "verl, TRL PPO",
            List.of("values", "returns", "mask"),
            List.of()));
  }

  private static Knob low(double fallback) {
    return Knob.number("eps_low", 1e-9, 0.999999, fallback, "reference notes §2");
  }

  private static Knob high(double fallback, String source) {
    return Knob.number("eps_high", 1e-9, 1000, fallback, source);
  }

  private static Algorithm of(
      String name, String formula, String source, List<String> inputs, Knob... knobs) {
    return new Algorithm(Kind.LOSS, name, formula, source, inputs, List.of(knobs));
  }
}
