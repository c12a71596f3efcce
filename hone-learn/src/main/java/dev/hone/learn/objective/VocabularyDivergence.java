package dev.hone.learn.objective;

/**
 * Divergences between teacher and student over a whole vocabulary, in double, with gradients with
 * respect to the student's logits: d/dz_j = s_j·(g_j − Σ s·g)/T with g = d loss / d s. Source:
 * learning.md §2; GKD (Agarwal et al. 2024) for the generalised form.
 *
 * @param kind which
 * @param beta of the generalised Jensen-Shannon divergence: β·KL(t ‖ m) + (1 − β)·KL(s ‖ m), m =
 *     β·t + (1 − β)·s
 * @param temperature both logits are divided by it
 */
public record VocabularyDivergence(Distillation kind, double beta, double temperature) {

  public VocabularyDivergence {
    if (!(temperature > 0) || !(beta >= 0 && beta <= 1)) {
      throw new IllegalArgumentException(
          "temperature must be above 0 and beta from 0 to 1: " + temperature + ", " + beta);
    }
  }

  /** A divergence and its gradient. */
  public record Value(double loss, double[] gradient) {}

  /** At one place. */
  public Value of(double[] teacherLogits, double[] studentLogits) {
    double[] teacher = logSoftmax(teacherLogits, temperature);
    double[] student = logSoftmax(studentLogits, temperature);
    double[] slopes = new double[student.length];
    double loss = 0;
    double mean = 0;
    for (int v = 0; v < student.length; v++) {
      double s = Math.exp(student[v]);
      double t = Math.exp(teacher[v]);
      switch (kind) {
        case FORWARD_KL -> {
          loss += t * (teacher[v] - student[v]);
          slopes[v] = -t;
        }
        case REVERSE_KL -> {
          loss += s * (student[v] - teacher[v]);
          slopes[v] = s * (student[v] - teacher[v]);
        }
        case JENSEN_SHANNON -> {
          double m = Math.log(beta * t + (1 - beta) * s);
          loss += beta * t * (teacher[v] - m) + (1 - beta) * s * (student[v] - m);
          slopes[v] = (1 - beta) * s * (student[v] - m);
        }
      }
      mean += slopes[v];
    }
    double[] gradient = new double[student.length];
    for (int v = 0; v < student.length; v++) {
      gradient[v] = (slopes[v] - Math.exp(student[v]) * mean) / temperature;
    }
    return new Value(loss, gradient);
  }

  /** log softmax(z/T). */
  public static double[] logSoftmax(double[] logits, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double z : logits) {
      largest = Math.max(largest, z / temperature);
    }
    double sum = 0;
    for (double z : logits) {
      sum += Math.exp(z / temperature - largest);
    }
    double logSum = largest + Math.log(sum);
    double[] logProbs = new double[logits.length];
    for (int v = 0; v < logits.length; v++) {
      logProbs[v] = logits[v] / temperature - logSum;
    }
    return logProbs;
  }
}
