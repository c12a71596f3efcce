package dev.hone.learn.advantage;

/**
 * The binary reward of a step's next state: A = r for every token of the response, r in {+1, 0,
 * −1}, not normalised. Source: OpenClaw-RL; learning.md §2.
 */
public record NextStateReward() {

  /** One advantage for each token that counts. */
  public double[][] of(double[] verdicts, double[][] mask) {
    for (double verdict : verdicts) {
      if (verdict != 1 && verdict != 0 && verdict != -1) {
        throw new IllegalArgumentException(
            "a verdict is 1, 0 or -1, but one is " + verdict + "; an unknown one is left out");
      }
    }
    return Masked.broadcast(verdicts, mask);
  }
}
