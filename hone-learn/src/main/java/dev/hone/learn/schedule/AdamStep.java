package dev.hone.learn.schedule;

/**
 * AdamW (Loshchilov and Hutter 2019) in double: decoupled decay, bias-corrected moments. The engine
 * has its own in float; this is what it is checked against. Mutable, owned by one caller.
 */
public final class AdamStep {

  /** Its numbers. */
  public record Numbers(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {}

  private final Numbers numbers;
  private final double[] parameters;
  private final double[] first;
  private final double[] second;
  private int step;

  public AdamStep(Numbers numbers, double[] parameters) {
    this.numbers = numbers;
    this.parameters = parameters.clone();
    this.first = new double[parameters.length];
    this.second = new double[parameters.length];
  }

  /** Makes one step. */
  public void apply(double[] gradient) {
    step++;
    double correction1 = 1 - Math.pow(numbers.beta1, step);
    double correction2 = 1 - Math.pow(numbers.beta2, step);
    for (int i = 0; i < parameters.length; i++) {
      first[i] = numbers.beta1 * first[i] + (1 - numbers.beta1) * gradient[i];
      second[i] = numbers.beta2 * second[i] + (1 - numbers.beta2) * gradient[i] * gradient[i];
      parameters[i] -= numbers.learningRate * numbers.weightDecay * parameters[i];
      parameters[i] -=
          numbers.learningRate
              * (first[i] / correction1)
              / (Math.sqrt(second[i] / correction2) + numbers.epsilon);
    }
  }

  public double[] parameters() {
    return parameters.clone();
  }

  /** The first moment, not corrected. */
  public double[] first() {
    return first.clone();
  }

  /** The second moment, not corrected. */
  public double[] second() {
    return second.clone();
  }
}
