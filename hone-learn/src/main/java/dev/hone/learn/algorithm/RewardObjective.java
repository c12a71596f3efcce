package dev.hone.learn.algorithm;

import dev.hone.learn.advantage.GroupBaseline;
import dev.hone.learn.advantage.GroupRelative;
import dev.hone.learn.advantage.Groups;
import dev.hone.learn.advantage.Masked;
import dev.hone.learn.advantage.NextStateReward;
import dev.hone.learn.advantage.Returns;
import dev.hone.learn.advantage.Whitening;
import dev.hone.learn.correction.Correction;
import dev.hone.learn.correction.Rejection;
import dev.hone.learn.correction.SequenceMask;
import dev.hone.learn.correction.SequenceRatio;
import dev.hone.learn.correction.TokenWeight;
import dev.hone.learn.objective.KlEstimator;
import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;
import dev.hone.learn.policy.CispoLoss;
import dev.hone.learn.policy.ClippedLoss;
import dev.hone.learn.policy.DirectRewardLoss;
import dev.hone.learn.policy.DivergenceMaskLoss;
import dev.hone.learn.policy.GeometricMeanLoss;
import dev.hone.learn.policy.PolicyLoss;
import dev.hone.learn.policy.ReinforceLoss;
import dev.hone.learn.policy.SequenceClippedLoss;
import dev.hone.learn.policy.SoftGateLoss;
import dev.hone.learn.policy.WeightedLoss;
import java.util.Arrays;
import java.util.Locale;

/** A recipe's parts as functions. Pure. */
public record RewardObjective(Recipe recipe) {

  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  /** Whether answers to the same prompt are compared with each other. */
  public boolean comparesGroups() {
    return recipe.part(Kind.ADVANTAGE).inputs().contains("group");
  }

  /**
   * An advantage for each token.
   *
   * @param verdicts one for each sequence
   * @param groups sequences that answer the same prompt
   * @throws AlgorithmException if the estimator needs more
   */
  public double[][] advantages(double[] verdicts, Groups groups, double[][] mask) {
    KnobValues knobs = recipe.values(Kind.ADVANTAGE);
    return switch (recipe.part(Kind.ADVANTAGE).name()) {
      case "next-state" -> new NextStateReward().of(verdicts, mask);
      case "reinforce++" -> {
        Returns returns =
            new Returns(
                knobs.number("gamma"),
                Returns.MaskMode.valueOf(knobs.text("mask_mode").toUpperCase(Locale.ROOT)));
        double[][] rewards = Returns.rewards(verdicts, zeros(mask), mask, 0);
        yield Whitening.withEpsilon(knobs.number("eps")).of(returns.of(rewards, mask), mask);
      }
      case "grpo" -> Masked.broadcast(relative(knobs).of(verdicts, groups), mask);
      case "dr-grpo" ->
          Masked.broadcast(GroupRelative.withoutDeviation(alone(knobs)).of(verdicts, groups), mask);
      case "reinforce++-baseline" ->
          Whitening.withEpsilon(knobs.number("eps"))
              .of(
                  Masked.broadcast(
                      GroupRelative.withoutDeviation(GroupRelative.Alone.SCORE)
                          .of(verdicts, groups),
                      mask),
                  mask);
      case "rloo" -> baseline(new GroupBaseline.LeaveOneOut(alone(knobs)), verdicts, groups, mask);
      case "opo" ->
          baseline(new GroupBaseline.LengthWeighted(lengths(mask)), verdicts, groups, mask);
      case "gpg" ->
          baseline(
              new GroupBaseline.GroupPolicyGradient(knobs.number("f_norm")),
              verdicts,
              groups,
              mask);
      case "maxrl" ->
          baseline(
              new GroupBaseline.MaximumLikelihood(knobs.number("eps")), verdicts, groups, mask);
      case "pass-at-k" ->
          baseline(
              new GroupBaseline.PassAtK(
                  knobs.flag("normalize_std"), (int) knobs.number("ddof"), knobs.number("eps")),
              verdicts,
              groups,
              mask);
      default ->
          throw new AlgorithmException(
              "advantage '"
                  + recipe.part(Kind.ADVANTAGE).name()
                  + "' cannot be made of verdicts and groups alone; use next-state, reinforce++ or"
                  + " grpo");
    };
  }

  private static GroupRelative relative(KnobValues knobs) {
    return new GroupRelative(
        GroupRelative.Scale.valueOf(knobs.text("scale").toUpperCase(Locale.ROOT)),
        (int) knobs.number("ddof"),
        knobs.number("eps"),
        alone(knobs));
  }

  /** What an answer that nobody else's stands beside is compared with. */
  private static GroupRelative.Alone alone(KnobValues knobs) {
    return knobs.text("singleton").equals("zero")
        ? GroupRelative.Alone.ZERO
        : GroupRelative.Alone.SCORE;
  }

  private static double[][] baseline(
      GroupBaseline rule, double[] verdicts, Groups groups, double[][] mask) {
    return Masked.broadcast(rule.of(verdicts, groups), mask);
  }

  private static double[] lengths(double[][] mask) {
    return Arrays.stream(mask).mapToDouble(Masked::count).toArray();
  }

  /** The policy loss of a token. */
  public PolicyLoss loss() {
    KnobValues knobs = recipe.values(Kind.LOSS);
    return switch (recipe.part(Kind.LOSS).name()) {
      case "ppo-clip" -> new ClippedLoss(clip(knobs, knobs.number("c")), knobs.number("delta"));
      case "gspo" -> new SequenceClippedLoss(clip(knobs, 0));
      case "cispo" -> new CispoLoss(knobs.number("low"), knobs.number("high"), false);
      case "gmpo" -> new GeometricMeanLoss(knobs.number("eps_low"), knobs.number("eps_high"));
      case "sapo" -> new SoftGateLoss(knobs.number("tau_pos"), knobs.number("tau_neg"));
      case "dppo" ->
          new DivergenceMaskLoss(
              knobs.text("divergence").equals("kl")
                  ? DivergenceMaskLoss.Divergence.KULLBACK_LEIBLER
                  : DivergenceMaskLoss.Divergence.TOTAL_VARIATION,
              knobs.number("delta_low"),
              knobs.number("delta_high"),
              false);
      case "dro" -> new DirectRewardLoss(knobs.number("beta"));
      case "decoupled-ppo" ->
          new WeightedLoss(
              new ClippedLoss(clip(knobs, knobs.number("c"))),
              new TokenWeight(
                  0,
                  knobs.number("cap"),
                  knobs.text("action").equals("clamp")
                      ? TokenWeight.Outside.CLAMP
                      : TokenWeight.Outside.DROP));
      case "reinforce" -> new ReinforceLoss();
      default -> throw new AlgorithmException("no loss '" + recipe.part(Kind.LOSS).name() + "'");
    };
  }

  /** The correction of what other weights sampled. */
  public Correction correction() {
    KnobValues knobs = recipe.values(Kind.CORRECTION);
    return switch (recipe.part(Kind.CORRECTION).name()) {
      case "none" -> new Correction.None();
      case "tis-token" ->
          new Correction.Tokens(
              new TokenWeight(
                  knobs.number("lower"), knobs.number("cap"), TokenWeight.Outside.CLAMP));
      case "tis-sequence" ->
          new Correction.Sequences(
              SequenceRatio.PRODUCT, TokenWeight.truncated(knobs.number("cap")));
      case "icepop" ->
          new Correction.Tokens(
              new TokenWeight(
                  knobs.number("lower"), knobs.number("upper"), TokenWeight.Outside.DROP));
      case "sequence-mask" ->
          new Correction.Sequences(
              SequenceRatio.PRODUCT,
              new TokenWeight(0, knobs.number("c_max"), TokenWeight.Outside.DROP));
      case "geometric-mask" ->
          new Correction.Kept(
              new SequenceMask.RatioInside(
                  SequenceRatio.GEOMETRIC, knobs.number("lower"), knobs.number("upper")));
      case "veto" ->
          new Correction.Kept(
              new SequenceMask.NoOutlier(knobs.number("lower"), knobs.number("upper")));
      case "off-policy-mask" -> new Correction.LeftBehind(knobs.number("delta"));
      case "rejection" -> new Correction.Rejected(rejection(knobs));
      default ->
          throw new AlgorithmException(
              "no correction '" + recipe.part(Kind.CORRECTION).name() + "'");
    };
  }

  /** Weight of the distance to the base; 0 for none. */
  public double klWeight() {
    return recipe.part(Kind.KL).name().equals("none") ? 0 : recipe.values(Kind.KL).number("weight");
  }

  /** The weighted distance to the base of one token. */
  public TokenValue kl(double logProb, double referenceLogProb) {
    KlEstimator estimator =
        switch (recipe.part(Kind.KL).name()) {
          case "k1" -> KlEstimator.K1;
          case "abs" -> KlEstimator.ABSOLUTE;
          case "k2" -> KlEstimator.K2;
          case "k3" -> KlEstimator.K3;
          case "k3+" -> KlEstimator.K3_STRAIGHT_THROUGH;
          default -> null;
        };
    return estimator == null
        ? new TokenValue(0, 0)
        : estimator.at(logProb, referenceLogProb).times(klWeight());
  }

  private static Rejection rejection(KnobValues knobs) {
    Rejection.Figure figure =
        Rejection.Figure.valueOf(knobs.text("figure").toUpperCase(Locale.ROOT));
    Rejection.Level level =
        switch (knobs.text("level")) {
          case "token" -> Rejection.Level.TOKEN;
          case "seq_sum" -> Rejection.Level.SEQUENCE_SUM;
          case "seq_max" -> Rejection.Level.SEQUENCE_MAX;
          default -> Rejection.Level.SEQUENCE_MEAN;
        };
    // k2 and k3 are never negative: only their upper bound says something.
    double lower = figure == Rejection.Figure.K1 ? knobs.number("lower") : -UNBOUNDED;
    return new Rejection(level, figure, lower, knobs.number("upper"));
  }

  private static PolicyClip clip(KnobValues knobs, double dual) {
    return new PolicyClip(knobs.number("eps_low"), knobs.number("eps_high"), dual);
  }

  private static double[][] zeros(double[][] like) {
    double[][] zeros = new double[like.length][];
    for (int i = 0; i < like.length; i++) {
      zeros[i] = new double[like[i].length];
    }
    return zeros;
  }
}
