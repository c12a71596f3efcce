package dev.hone.learn.advantage;

/**
 * On-policy distillation on the sampled token: A = clip(coefficient·(log π_T − log π_S), ±bound),
 * one sample of the negative reverse KL. Source: learning.md §2; rLLM clips after scaling.
 *
 * @param coefficient w
 * @param bound infinity for none
 */
public record SampledDistillation(double coefficient, double bound) {

  public static SampledDistillation defaults() {
    return new SampledDistillation(1, Double.POSITIVE_INFINITY);
  }

  /** The advantage of one token. */
  public double of(double teacherLogProb, double studentLogProb) {
    return Math.clamp(coefficient * (teacherLogProb - studentLogProb), -bound, bound);
  }

  /** Of all tokens; 0 where the mask is 0. */
  public double[][] of(double[][] teacher, double[][] student, double[][] mask) {
    double[][] advantages = new double[teacher.length][];
    for (int i = 0; i < teacher.length; i++) {
      advantages[i] = new double[teacher[i].length];
      for (int t = 0; t < teacher[i].length; t++) {
        advantages[i][t] = mask[i][t] == 0 ? 0 : of(teacher[i][t], student[i][t]);
      }
    }
    return advantages;
  }
}
