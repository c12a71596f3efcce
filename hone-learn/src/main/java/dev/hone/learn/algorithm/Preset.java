package dev.hone.learn.algorithm;

import static dev.hone.learn.algorithm.Kind.ADVANTAGE;
import static dev.hone.learn.algorithm.Kind.CORRECTION;
import static dev.hone.learn.algorithm.Kind.DISTILLATION;
import static dev.hone.learn.algorithm.Kind.KL;
import static dev.hone.learn.algorithm.Kind.LOSS;
import static dev.hone.learn.algorithm.Kind.SELECTION;

import java.util.List;
import java.util.Map;

/**
 * A set of choices under the name of the project that makes them. What it does not name is the
 * default of {@link #hone()}'s kind: no correction, no KL, no distillation, token-mean.
 *
 * @param parts algorithm of each kind
 * @param knobs as {@code kind.knob}
 * @param source where the choices are from
 */
public record Preset(
    String name, Map<Kind, String> parts, Map<String, String> knobs, String source) {

  public Preset {
    parts = Map.copyOf(parts);
    knobs = Map.copyOf(knobs);
  }

  /** What Hone does if nobody says otherwise. */
  public static Preset hone() {
    return new Preset(
        "hone",
        Map.of(
            ADVANTAGE, "next-state",
            LOSS, "ppo-clip",
            CORRECTION, "tis-token",
            KL, "k3",
            DISTILLATION, "forward-kl"),
        Map.of(),
        "docs/learning.md; clip as DAPO, truncation as verl, small KL to the base");
  }

  /** All of them, the default first. */
  public static List<Preset> all() {
    return List.of(
        hone(),
        new Preset(
            "openclaw-rl",
            Map.of(ADVANTAGE, "next-state", LOSS, "ppo-clip", DISTILLATION, "opd-sampled"),
            Map.of("loss.eps_low", "0.2", "loss.eps_high", "0.28", "distillation.w", "1"),
            "OpenClaw-RL, combined objective with w_RL = w_OPD = 1 (reference notes §2)"),
        new Preset(
            "openclaw-rl-v2",
            Map.of(ADVANTAGE, "next-state", LOSS, "ppo-clip", DISTILLATION, "opd-top-k"),
            Map.of("loss.eps_low", "0.2", "loss.eps_high", "0.28", "distillation.C", "1"),
            "OpenClaw-RL v2, k = 4, C = 1 for one user (reference notes §2)"),
        new Preset(
            "dart",
            Map.of(
                ADVANTAGE, "step-wise-group",
                LOSS, "ppo-clip",
                CORRECTION, "tis-token",
                KL, "k3",
                SELECTION, "high-entropy-steps"),
            Map.of(
                "loss.eps_low", "0.2",
                "loss.eps_high", "0.28",
                "correction.cap", "1",
                "kl.weight", "0.1",
                "selection.drop_quantile", "0.2"),
            "DART, arXiv 2509.23866; weights as in reference case dart-01"),
        new Preset(
            "verl",
            Map.of(ADVANTAGE, "grpo", LOSS, "ppo-clip", CORRECTION, "tis-token"),
            Map.of(
                "advantage.ddof", "1",
                "advantage.eps", "1e-6",
                "loss.eps_low", "0.2",
                "loss.eps_high", "0.2",
                "loss.c", "3",
                "correction.cap", "2"),
            "verl core_algos: grpo, vanilla loss with dual clip, rollout_is token (reference notes §2)"),
        new Preset(
            "trl",
            Map.of(ADVANTAGE, "grpo", LOSS, "ppo-clip", CORRECTION, "sequence-mask"),
            Map.of(
                "advantage.ddof", "1",
                "advantage.eps", "1e-4",
                "loss.eps_low", "0.2",
                "loss.eps_high", "0.2",
                "correction.c_max", "3"),
            "TRL GRPOTrainer (reference notes §2)"),
        new Preset(
            "openrlhf",
            Map.of(ADVANTAGE, "grpo", LOSS, "ppo-clip", CORRECTION, "tis-token"),
            Map.of(
                "advantage.eps", "1e-9",
                "loss.eps_low", "0.2",
                "loss.eps_high", "0.2",
                "correction.lower", "0.5",
                "correction.cap", "5"),
            "OpenRLHF group_norm and tis with both thresholds (reference notes §2)"),
        new Preset(
            "areal",
            Map.of(ADVANTAGE, "grpo", LOSS, "decoupled-ppo"),
            Map.of(
                "advantage.eps", "1e-5",
                "loss.eps_low", "0.2",
                "loss.eps_high", "0.2",
                "loss.cap", "5",
                "loss.action", "mask"),
            "AReaL ppo_actor_loss_fn with decoupled loss (reference notes §2)"));
  }

  /**
   * The one with this name.
   *
   * @throws AlgorithmException if there is none; names the nearest
   */
  public static Preset find(String name) {
    return all().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> names = all().stream().map(Preset::name).toList();
              return new AlgorithmException(
                  "there is no preset '"
                      + name
                      + "'"
                      + NearestName.of(name, names)
                          .map(right -> "; did you mean '" + right + "'?")
                          .orElse("; there are " + String.join(", ", names)));
            });
  }
}
