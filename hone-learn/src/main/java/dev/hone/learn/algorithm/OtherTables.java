package dev.hone.learn.algorithm;

import java.util.List;

/** Corrections, KL, distillation, aggregation, selection. */
final class OtherTables {

  private static final String LEARNING = "reference notes §2";
  private static final List<String> BOTH = List.of("old_log_prob", "rollout_log_prob", "mask");

  private OtherTables() {}

  static List<Algorithm> corrections() {
    return List.of(
        correction("none", "w = 1", LEARNING, List.of()),
        correction(
            "tis-token",
            "min(max(π_train/π_rollout, lower), cap) of each token",
            "verl, slime 2; DART 1; OpenRLHF [0.5, 5]",
            BOTH,
            Knob.number("lower", 0, 1, 0, "0.5 in OpenRLHF"),
            Knob.number("cap", 1, 1e6, 2, "verl, slime")),
        correction(
            "tis-sequence",
            "min(Π ratio, cap) of the sequence",
            "SkyRL, verl",
            BOTH,
            Knob.number("cap", 1, 1e6, 2, "verl")),
        correction(
            "icepop",
            "ratio, 0 outside [lower, upper]",
            "IcePop; verl, OpenRLHF",
            BOTH,
            Knob.number("lower", 0, 1, 0.5, "OpenRLHF"),
            Knob.number("upper", 1, 1e6, 5, "OpenRLHF")),
        correction(
            "sequence-mask",
            "Π ratio, 0 above c_max",
            "TRL",
            BOTH,
            Knob.number("c_max", 1, 1e6, 3, "TRL")),
        correction(
            "geometric-mask",
            "1, 0 if the geometric mean ratio is outside [lower, upper]",
            "verl, SkyRL",
            BOTH,
            Knob.number("lower", 0, 1, 0.99, LEARNING),
            Knob.number("upper", 1, 1e6, 1.01, LEARNING)),
        correction(
            "veto",
            "1, 0 if any token's ratio is outside [lower, upper]",
            "verl, SkyRL",
            BOTH,
            Knob.number("lower", 0, 1, 1e-4, LEARNING),
            Knob.number("upper", 1, 1e9, 100, LEARNING)),
        correction(
            "off-policy-mask",
            "1, 0 if A < 0 and mean(log π_rollout − log π_train) > δ",
            "DeepSeek V3.2; TRL",
            BOTH,
            Knob.number("delta", 0, 1e6, 1, "TRL tests")),
        correction(
            "rejection",
            "1, 0 if k1, k2 or k3 of a token or sequence is out of bounds",
            "verl rollout_rs",
            BOTH,
            Knob.choice("level", "seq_mean", "verl", "token", "seq_sum", "seq_mean", "seq_max"),
            Knob.choice("figure", "k1", "verl", "k1", "k2", "k3"),
            Knob.number("lower", 0, 1, 0.5, "verl tests"),
            Knob.number("upper", 1e-9, 1e9, 2, "verl tests")));
  }

  static List<Algorithm> kl() {
    List<String> base = List.of("log_prob", "ref_log_prob", "mask");
    Knob weight = Knob.number("weight", 0, 1000, 0.01, "small, " + LEARNING);
    return List.of(
        of(Kind.KL, "none", "0", LEARNING, List.of()),
        of(Kind.KL, "k1", "log r, r = π/π_ref", "Schulman 2020", base, weight),
        of(Kind.KL, "abs", "|log r|", "verl", base, weight),
        of(Kind.KL, "k2", "½log²r", "Schulman 2020", base, weight),
        of(Kind.KL, "k3", "1/r − 1 + log r", "Schulman 2020", base, weight),
        of(Kind.KL, "k3+", "value of k3, gradient of k2", "verl", base, weight));
  }

  static List<Algorithm> distillation() {
    return List.of(
        of(Kind.DISTILLATION, "none", "0", LEARNING, List.of()),
        of(
            Kind.DISTILLATION,
            "opd-sampled",
            "A = clip(w·(log π_T(a) − log π_old(a)), ±clip)",
            "OpenClaw-RL; rLLM clips at 5",
            List.of("teacher_log_prob", "old_log_prob", "mask"),
            Knob.number("w", 0, 1000, 1, LEARNING),
            Knob.number("clip", 1e-9, 1e9, 1e9, "off; 5 in rLLM")),
        of(
            Kind.DISTILLATION,
            "opd-top-k",
            "A_v = clip(log π_T − log π_old, ±C)·softmax_S(log π_old), clipped policy loss over S",
            "OpenClaw-RL v2",
            List.of("teacher_top", "old_top", "mask"),
            Knob.number("w", 0, 1000, 1, LEARNING),
            Knob.number("C", 1e-9, 1e9, 1, "1 personal, 2 general")),
        of(
            Kind.DISTILLATION,
            "forward-kl",
            "KL(π_T ‖ π) over the teacher's named tokens and the rest as one",
            "GKD, Agarwal et al. 2024",
            List.of("teacher_top", "mask"),
            Knob.number("w", 0, 1000, 1, LEARNING)),
        of(
            Kind.DISTILLATION,
            "reverse-kl",
            "KL(π ‖ π_T), likewise",
            "GKD",
            List.of("teacher_top", "mask"),
            Knob.number("w", 0, 1000, 1, LEARNING)),
        of(
            Kind.DISTILLATION,
            "jensen-shannon",
            "½KL(π_T ‖ m) + ½KL(π ‖ m), likewise",
            "GKD",
            List.of("teacher_top", "mask"),
            Knob.number("w", 0, 1000, 1, LEARNING)));
  }

  static List<Algorithm> aggregation() {
    Knob horizon = Knob.number("horizon", 1, 1e9, 1024, "longest response");
    List<String> mask = List.of("mask");
    return List.of(
        of(Kind.AGGREGATION, "token-mean", "Σ/tokens of the step", "DAPO; verl", mask),
        of(Kind.AGGREGATION, "token-sum", "Σ", "SkyRL", mask),
        of(
            Kind.AGGREGATION,
            "seq-mean-token-sum",
            "mean over non-empty sequences of Σ",
            "verl",
            mask),
        of(
            Kind.AGGREGATION,
            "seq-mean-token-sum-norm",
            "the same over a fixed length",
            "verl",
            mask,
            horizon),
        of(
            Kind.AGGREGATION,
            "seq-mean-token-mean",
            "mean over non-empty sequences of token means",
            "GRPO; OpenRLHF",
            mask),
        of(
            Kind.AGGREGATION,
            "seq-length-budget",
            "Σ/(sequences·length)",
            "Dr.GRPO; TRL dr_grpo",
            mask,
            horizon));
  }

  static List<Algorithm> selection() {
    return List.of(
        of(Kind.SELECTION, "none", "all count", LEARNING, List.of()),
        of(
            Kind.SELECTION,
            "high-entropy-tokens",
            "entropy at or above the quantile q of the batch",
            "TRL top_entropy_quantile",
            List.of("entropy", "mask"),
            Knob.number("q", 0, 1, 0.8, "TRL tests")),
        of(
            Kind.SELECTION,
            "high-entropy-steps",
            "steps whose mean entropy is at or above the quantile",
            "DART, arXiv 2509.23866",
            List.of("step_entropy"),
            Knob.number("drop_quantile", 0, 1, 0.2, "DART")),
        of(
            Kind.SELECTION,
            "overlong-penalty",
            "score + min(−(L − (max − buffer))/buffer·f, 0)",
            "DAPO",
            List.of("scores", "lengths"),
            Knob.number("max", 1, 1e9, 1200, "reference case"),
            Knob.number("buffer", 1, 1e9, 200, "reference case"),
            Knob.number("factor", 0, 1000, 1, "DAPO")));
  }

  private static Algorithm correction(
      String name, String formula, String source, List<String> inputs, Knob... knobs) {
    return of(Kind.CORRECTION, name, formula, source, inputs, knobs);
  }

  private static Algorithm of(
      Kind kind, String name, String formula, String source, List<String> inputs, Knob... knobs) {
    return new Algorithm(kind, name, formula, source, inputs, List.of(knobs));
  }
}
