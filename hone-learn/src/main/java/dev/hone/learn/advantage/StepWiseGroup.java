package dev.hone.learn.advantage;

/**
 * DART's step-wise group: mean and deviation over the steps of all trajectories of a task, each
 * step with its trajectory's reward, so that long trajectories weigh more. Source: arXiv
 * 2509.23866.
 */
public record StepWiseGroup(int ddof, double epsilon) {

  /** Mean, deviation and the advantage of each trajectory (and so of each of its steps). */
  public record Estimate(double mean, double deviation, double[] advantages) {}

  /** Of the trajectories of one task. */
  public Estimate of(double[] rewards, double[] steps) {
    double count = 0;
    double sum = 0;
    for (int i = 0; i < rewards.length; i++) {
      count += steps[i];
      sum += steps[i] * rewards[i];
    }
    double mean = count == 0 ? 0 : sum / count;
    double squares = 0;
    for (int i = 0; i < rewards.length; i++) {
      squares += steps[i] * (rewards[i] - mean) * (rewards[i] - mean);
    }
    double deviation = count - ddof <= 0 ? 0 : Math.sqrt(squares / (count - ddof));
    double[] advantages = new double[rewards.length];
    for (int i = 0; i < rewards.length; i++) {
      double centred = rewards[i] - mean;
      advantages[i] = centred == 0 ? 0 : centred / (deviation + epsilon);
    }
    return new Estimate(mean, deviation, advantages);
  }
}
