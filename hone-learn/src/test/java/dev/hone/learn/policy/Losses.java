package dev.hone.learn.policy;

import dev.hone.learn.correction.TokenWeight;
import dev.hone.learn.objective.KlEstimator;
import dev.hone.learn.objective.PolicyClip;
import java.util.LinkedHashMap;
import java.util.Map;

/** Each policy loss with numbers at which something is clipped. */
final class Losses {

  private Losses() {}

  static Map<String, PolicyLoss> all() {
    PolicyClip clip = new PolicyClip(0.2, 0.28, 0);
    Map<String, PolicyLoss> losses = new LinkedHashMap<>();
    losses.put("ppo", new ClippedLoss(clip));
    losses.put("dual clip", new ClippedLoss(new PolicyClip(0.2, 0.2, 1.5)));
    losses.put("two-sided", new ClippedLoss(clip, 1.6));
    losses.put("gspo", new SequenceClippedLoss(clip));
    losses.put("gmpo", new GeometricMeanLoss(0.2, 0.2));
    losses.put("cispo", new CispoLoss(0.5, 1.5, false));
    losses.put("sapo", new SoftGateLoss(1, 1.05));
    losses.put(
        "dppo tv",
        new DivergenceMaskLoss(DivergenceMaskLoss.Divergence.TOTAL_VARIATION, 0.1, 0.1, false));
    losses.put(
        "dppo kl",
        new DivergenceMaskLoss(DivergenceMaskLoss.Divergence.KULLBACK_LEIBLER, 0.02, 0.02, true));
    losses.put("dro", new DirectRewardLoss(0.05));
    losses.put("reinforce", new ReinforceLoss());
    losses.put("decoupled", new WeightedLoss(new ClippedLoss(clip), TokenWeight.truncated(1.1)));
    for (KlEstimator estimator :
        new KlEstimator[] {KlEstimator.K1, KlEstimator.K2, KlEstimator.K3, KlEstimator.ABSOLUTE}) {
      losses.put("ppo + " + estimator, new KlPenaltyLoss(new ClippedLoss(clip), estimator, 0.1));
    }
    return losses;
  }
}
