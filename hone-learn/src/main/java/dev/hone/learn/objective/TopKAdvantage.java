package dev.hone.learn.objective;

/**
 * On-policy distillation over the k tokens that the student itself thought likeliest, as clipped
 * policy gradient: Δ_v = clip(log π_T(v) − log π_old(v), −C, C), A_v = Δ_v·softmax_S(log π_old)(v),
 * L = Σ_v max(−A_v·ρ_v, −A_v·clip(ρ_v)). Source: learning.md §2, "OPD, top-k" (OpenClaw-RL v2: k =
 * 4, C = 1 for one user, 2 in general).
 *
 * <p>It cannot raise a token that the student never considers; where a lesson asks for words that
 * the student would not say, use {@link Distillation#FORWARD_KL}.
 *
 * @param clip of the ratio
 * @param bound C
 */
public record TopKAdvantage(PolicyClip clip, double bound) {

  public static TopKAdvantage defaults() {
    return new TopKAdvantage(PolicyClip.defaults(), 1);
  }

  /** A_v for the tokens of S, in the same order. */
  public double[] advantages(double[] teacherLogProbs, double[] oldLogProbs) {
    double sum = 0;
    for (double logProb : oldLogProbs) {
      sum += Math.exp(logProb);
    }
    double[] advantages = new double[oldLogProbs.length];
    for (int i = 0; i < advantages.length; i++) {
      double gap = Math.clamp(teacherLogProbs[i] - oldLogProbs[i], -bound, bound);
      advantages[i] = gap * Math.exp(oldLogProbs[i]) / sum;
    }
    return advantages;
  }

  double at(
      int[] ids,
      double[] oldLogProbs,
      double[] advantages,
      LogSoftmax student,
      double factor,
      float[] gradient) {
    double loss = 0;
    for (int i = 0; i < ids.length; i++) {
      TokenValue value = clip.at(student.log(ids[i]), oldLogProbs[i], advantages[i]);
      loss += value.loss();
      student.addGradientOfLog(ids[i], factor * value.gradient(), gradient);
    }
    return loss;
  }
}
