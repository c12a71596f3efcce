package dev.hone.learn.schedule;

/** Clips the norm over all tensors: scale = min(1, max/(norm + 1e-6)). */
public record GradientClip(double most) {

  private static final double EPSILON = 1e-6;

  /** The norm over all tensors. */
  public static double norm(double[][] gradients) {
    double squares = 0;
    for (double[] tensor : gradients) {
      for (double g : tensor) {
        squares += g * g;
      }
    }
    return Math.sqrt(squares);
  }

  /** The clipped gradients. */
  public double[][] of(double[][] gradients) {
    double scale = Math.min(1, most / (norm(gradients) + EPSILON));
    double[][] clipped = new double[gradients.length][];
    for (int i = 0; i < gradients.length; i++) {
      clipped[i] = gradients[i].clone();
      for (int j = 0; j < clipped[i].length; j++) {
        clipped[i][j] *= scale;
      }
    }
    return clipped;
  }
}
