package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.correction.TokenWeight;
import dev.hone.learn.objective.KlEstimator;
import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.policy.CispoLoss;
import dev.hone.learn.policy.ClippedLoss;
import dev.hone.learn.policy.DirectRewardLoss;
import dev.hone.learn.policy.DivergenceMaskLoss;
import dev.hone.learn.policy.GeometricMeanLoss;
import dev.hone.learn.policy.KlPenaltyLoss;
import dev.hone.learn.policy.PolicyBatch;
import dev.hone.learn.policy.PolicyLoss;
import dev.hone.learn.policy.PolicyObjective;
import dev.hone.learn.policy.Reduction;
import dev.hone.learn.policy.ReinforceLoss;
import dev.hone.learn.policy.SequenceClippedLoss;
import dev.hone.learn.policy.SoftGateLoss;
import dev.hone.learn.policy.WeightedLoss;
import dev.hone.learn.selection.EntropyQuantile;
import java.util.List;

/** Policy losses. */
final class PolicyRules {

  private static final String GROUP = "policy-loss";
  private static final double EPSILON = 0.2;

  private PolicyRules() {}

  static List<VectorRule> rules() {
    return List.of(
        rule("dart", "DART objective", PolicyRules::dart),
        rule("decoupled", "decoupled PPO", PolicyRules::decoupled),
        rule("gspo", "GSPO", view -> check(view, new SequenceClippedLoss(clip(view)))),
        rule("cispo", "CISPO", view -> check(view, cispo(view))),
        rule("gmpo|geo", "GMPO", view -> check(view, geometric(view))),
        rule("sapo", "SAPO", view -> check(view, softGate(view))),
        rule("dppo", "DPPO", view -> check(view, divergenceMask(view))),
        rule("\\bdro\\b", "DRO", view -> check(view, direct(view))),
        rule("reinforce|^gpg|policy gradient", "REINFORCE", PolicyRules::reinforce),
        rule("ppo|dapo|dual clip|two-sided", "PPO clip", PolicyRules::clipped));
  }

  private static VectorRule rule(String formula, String name, VectorRule.Compute compute) {
    return VectorRule.of(GROUP, formula, name, compute);
  }

  private static PolicyClip clip(CaseView view) {
    Figures params = view.params();
    double low = params.number(params.oneOf("eps_low", "eps", "clip"), EPSILON);
    double high = params.number("eps_high", low);
    return new PolicyClip(low, high, params.number(params.oneOf("c", "clip_ratio_c"), 0));
  }

  private static void clipped(CaseView view) {
    check(view, new ClippedLoss(clip(view), view.params().number("delta", 0)));
  }

  private static void reinforce(CaseView view) {
    // Vectors carry the old log-probabilities of their batch; REINFORCE has no use for them.
    view.inputs().has("old_log_prob");
    check(view, new ReinforceLoss());
  }

  private static PolicyLoss cispo(CaseView view) {
    Figures params = view.params();
    double low = 1 - params.number("eps_low", 1);
    double high = params.has("eps_high") ? 1 + params.number("eps_high") : Double.MAX_VALUE;
    boolean said = view.variant().contains("rollout") && view.variant().contains("anchor");
    String anchor = params.oneOf("anchor", "cispo_anchor");
    return new CispoLoss(
        params.number("low", low),
        params.number("high", high),
        params.text(anchor, said ? "rollout" : "old").equals("rollout"));
  }

  private static PolicyLoss geometric(CaseView view) {
    Figures params = view.params();
    double low = params.number("eps_low", 0.4);
    return new GeometricMeanLoss(low, params.number("eps_high", low));
  }

  private static PolicyLoss softGate(CaseView view) {
    return new SoftGateLoss(
        view.params().number("tau_pos", 1), view.params().number("tau_neg", 1.05));
  }

  private static PolicyLoss direct(CaseView view) {
    return new DirectRewardLoss(view.params().number("beta"));
  }

  private static PolicyLoss divergenceMask(CaseView view) {
    Figures params = view.params();
    String kind = params.oneOf("divergence", "dppo_type", "type");
    String said = params.text(kind, view.formula() + " " + view.variant());
    boolean kl = said.matches(".*\\b(binary[ _]kl|kl)\\b.*");
    boolean tv = said.matches(".*\\b(binary[ _]tv|tv|total variation)\\b.*");
    if (kl == tv) {
      throw new VectorFault(
          "the vector must say 'binary tv' or 'binary kl' as its divergence, in params or variant");
    }
    double low = params.number("delta_low", params.number("delta", 0.2));
    return new DivergenceMaskLoss(
        kl
            ? DivergenceMaskLoss.Divergence.KULLBACK_LEIBLER
            : DivergenceMaskLoss.Divergence.TOTAL_VARIATION,
        low,
        params.number("delta_high", low),
        view.inputs().has("rollout_log_prob"));
  }

  /** w outside of the bounds: AReaL's cap drops the token, unless the action says to clamp. */
  private static TokenWeight weight(CaseView view) {
    Figures params = view.params();
    boolean held = view.variant().matches(".*(clamp|trunc|min\\().*");
    double lower = params.number("lower", 0);
    double upper = params.number(params.oneOf("upper", "cap"), Double.POSITIVE_INFINITY);
    TokenWeight.Outside outside =
        switch (params.text("action", held ? "clamp" : "mask")) {
          case "clamp", "truncate" -> TokenWeight.Outside.CLAMP;
          case "mask", "drop", "zero" -> TokenWeight.Outside.DROP;
          default ->
              throw new VectorFault(
                  "param 'action' must be clamp or mask, but is " + params.text("action", ""));
        };
    return new TokenWeight(lower, upper, outside);
  }

  private static void decoupled(CaseView view) {
    TokenWeight weight = weight(view);
    String prox = view.inputs().oneOf("old_log_prob", "prox_log_prob");
    String behave = view.inputs().oneOf("behave_log_prob", "rollout_log_prob");
    view.put(
        "behave_weight", weights(weight, view.inputs().matrix(prox), view.inputs().matrix(behave)));
    check(
        view,
        new WeightedLoss(new ClippedLoss(clip(view), view.params().number("delta", 0)), weight));
  }

  private static void dart(CaseView view) {
    Figures params = view.params();
    Figures inputs = view.inputs();
    double[] entropy = inputs.row("step_entropy");
    EntropyQuantile rule = new EntropyQuantile(params.number("drop_quantile", 0.2));
    double[] kept = rule.keep(entropy);
    view.put("tau", rule.threshold(entropy));
    view.put("kept_steps", kept);
    TokenWeight weight = TokenWeight.truncated(params.number("tis_cap", 1));
    view.put(
        "weights",
        weights(weight, inputs.matrix("old_log_prob"), inputs.matrix("rollout_log_prob")));
    double[][] mask = view.maskLike(inputs.matrix("log_prob"));
    for (int i = 0; i < mask.length; i++) {
      for (int t = 0; t < mask[i].length; t++) {
        mask[i][t] *= kept[i];
      }
    }
    PolicyLoss loss =
        new KlPenaltyLoss(
            new WeightedLoss(new ClippedLoss(clip(view)), weight),
            KlEstimator.K3,
            params.number("beta_kl", 0.1));
    check(view, loss, PolicyCase.batch(view, mask));
  }

  private static double[][] weights(TokenWeight rule, double[][] train, double[][] rollout) {
    double[][] weights = new double[train.length][];
    for (int i = 0; i < train.length; i++) {
      weights[i] = new double[train[i].length];
      for (int t = 0; t < train[i].length; t++) {
        weights[i][t] = rule.of(train[i][t] - rollout[i][t]);
      }
    }
    return weights;
  }

  /** With what any of them may carry: truncated importance sampling, and KL to the base. */
  private static void check(CaseView view, PolicyLoss loss) {
    Figures params = view.params();
    PolicyLoss whole = loss;
    if (params.has("tis_cap")) {
      TokenWeight weight =
          new TokenWeight(
              params.number("tis_lower", 0), params.number("tis_cap"), TokenWeight.Outside.CLAMP);
      whole = new WeightedLoss(loss, weight);
      view.put(
          "weights",
          weights(
              weight,
              view.inputs().matrix("old_log_prob"),
              view.inputs().matrix("rollout_log_prob")));
    }
    String kl = params.oneOf("beta_kl", "kl_coef");
    if (params.has(kl)) {
      String estimator = params.oneOf("kl_estimator", "estimator");
      whole =
          new KlPenaltyLoss(
              whole, KlRules.estimator(params.text(estimator, "k3")), params.number(kl));
    }
    check(view, whole, PolicyCase.batch(view, view.maskLike(view.inputs().matrix("log_prob"))));
    PolicyFigures.report(
        view, loss, PolicyCase.batch(view, view.maskLike(view.inputs().matrix("log_prob"))));
  }

  private static void check(CaseView view, PolicyLoss loss, PolicyBatch batch) {
    Reduction reduction =
        AggregationRules.reduction(
            view.params(),
            loss instanceof GeometricMeanLoss ? "seq-mean-token-sum-incl-empty" : "token-mean",
            AggregationRules.columns(batch.mask()));
    PolicyObjective objective = new PolicyObjective(loss, reduction);
    PolicyObjective.Value value = objective.of(batch);
    view.put("token_loss", value.tokenLoss());
    PolicyObjective.Value applied =
        view.engine() && EnginePass.canCarry(batch) ? EnginePass.of(objective, batch) : value;
    view.put("loss", applied.loss());
    view.put("grad_log_prob", applied.gradient());
    view.put("tokens", Masked.count(batch.mask()));
  }
}
