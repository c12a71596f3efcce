package dev.hone.learn.vector;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.policy.CispoLoss;
import dev.hone.learn.policy.ClippedLoss;
import dev.hone.learn.policy.DivergenceMaskLoss;
import dev.hone.learn.policy.PolicyBatch;
import dev.hone.learn.policy.PolicyLoss;
import dev.hone.learn.policy.PolicyPlace;
import dev.hone.learn.policy.SequenceClippedLoss;

/** What is reported beside a policy loss: ratios, and how much was clipped. */
final class PolicyFigures {

  private PolicyFigures() {}

  static void report(CaseView view, PolicyLoss loss, PolicyBatch batch) {
    int rows = batch.logProb().length;
    double[][] ratio = new double[rows][];
    double[][] clamped = new double[rows][];
    double[][] clipped = new double[rows][];
    double[][] dual = new double[rows][];
    double[][] keep = new double[rows][];
    double[][] kl = new double[rows][];
    double[] sequence = new double[rows];
    for (int i = 0; i < rows; i++) {
      int length = batch.logProb()[i].length;
      ratio[i] = new double[length];
      clamped[i] = new double[length];
      clipped[i] = new double[length];
      dual[i] = new double[length];
      keep[i] = new double[length];
      kl[i] = new double[length];
      PolicyPlace.SequenceFigure figure = loss.sequence(batch, i);
      sequence[i] = Math.exp(figure.logRatio());
      for (int t = 0; t < length; t++) {
        double logProb = batch.logProb()[i][t];
        double logRatio = logProb - batch.oldLogProb()[i][t];
        double advantage = batch.advantages()[i][t];
        ratio[i][t] = PolicyClip.ratio(logRatio);
        kl[i][t] = -logRatio;
        keep[i][t] = 1;
        PolicyPlace place =
            new PolicyPlace(
                advantage,
                batch.oldLogProb()[i][t],
                batch.rolloutLogProb().length == 0 ? Double.NaN : batch.rolloutLogProb()[i][t],
                Double.NaN,
                figure);
        switch (loss) {
          case ClippedLoss ppo -> {
            clipped[i][t] = isHeld(ppo.clip(), ratio[i][t], advantage);
            dual[i][t] = isDual(ppo.clip(), ratio[i][t], advantage);
            clamped[i][t] = clamp(ppo.clip(), ratio[i][t]);
          }
          case SequenceClippedLoss gspo -> {
            clipped[i][t] = isHeld(gspo.clip(), sequence[i], advantage);
            dual[i][t] = isDual(gspo.clip(), sequence[i], advantage);
            clamped[i][t] = clamp(gspo.clip(), sequence[i]);
          }
          case CispoLoss cispo -> {
            clipped[i][t] = cispo.clips(place, logProb) ? 1 : 0;
            clamped[i][t] = cispo.weight(place, logProb);
          }
          case DivergenceMaskLoss dppo -> {
            keep[i][t] = dppo.keeps(place, logProb) ? 1 : 0;
            clipped[i][t] = 1 - keep[i][t];
          }
          default -> clamped[i][t] = ratio[i][t];
        }
      }
    }
    view.put("ratio", ratio);
    view.put("seq_ratio", sequence);
    view.put("clamped_ratio", clamped);
    view.put("clipped", clipped);
    view.put("keep_mask", keep);
    view.put("clip_fraction", Masked.mean(clipped, batch.mask()));
    view.put("dual_clip_fraction", Masked.mean(dual, batch.mask()));
    view.put("approx_kl", Masked.mean(kl, batch.mask()));
  }

  /** Whether the clipped branch is the larger one. */
  private static double isHeld(PolicyClip clip, double ratio, double advantage) {
    return -advantage * clamp(clip, ratio) > -advantage * ratio ? 1 : 0;
  }

  private static double isDual(PolicyClip clip, double ratio, double advantage) {
    double larger = Math.max(-advantage * ratio, -advantage * clamp(clip, ratio));
    return clip.dual() > 0 && advantage < 0 && larger > -advantage * clip.dual() ? 1 : 0;
  }

  private static double clamp(PolicyClip clip, double ratio) {
    return Math.clamp(ratio, 1 - clip.low(), 1 + clip.high());
  }
}
