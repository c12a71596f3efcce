package dev.hone.engine.tensor;

/**
 * What is done to single rows of numbers: {@code n} floats from an offset. Owned by one thread.
 *
 * <p>Results of the two implementations agree to rounding; each of them gives the same bits every
 * time, whether the code runs interpreted or compiled.
 */
public interface RowMath {

  /** y += x. */
  void add(float[] x, int x0, float[] y, int y0, int n);

  /** y += factor * x. */
  void addScaled(float factor, float[] x, int x0, float[] y, int y0, int n);

  /** x *= factor. */
  void scale(float factor, float[] x, int x0, int n);

  /** Sum of x * y. */
  float dot(float[] x, int x0, float[] y, int y0, int n);

  /** Largest element; negative infinity for none. */
  float max(float[] x, int x0, int n);

  /**
   * y = exp(factor * x - shift); relative error about 1e-7; below -87 the result is about 1e-38.
   *
   * @return sum of y
   */
  float exp(float[] x, int x0, float factor, float shift, float[] y, int y0, int n);

  /**
   * x = softmax(factor * x), in place.
   *
   * @return log of the sum of exp(factor * x)
   */
  default float softmax(float[] x, int x0, float factor, int n) {
    float top = max(x, x0, n) * factor;
    float sum = exp(x, x0, factor, top, x, x0, n);
    scale(1 / sum, x, x0, n);
    return top + (float) Math.log(sum);
  }

  /** Gradient of softmax(factor * x): g = factor * p * (g - mean), where mean = Σ p·g. */
  void softmaxGradient(float[] p, int p0, float mean, float factor, float[] g, int g0, int n);

  /**
   * out = x / rms(x) * weight (Zhang and Sennrich, Root Mean Square Layer Normalization).
   *
   * @return 1 / rms(x), which the gradient needs
   */
  float rmsNorm(float[] x, int x0, float[] weight, float epsilon, float[] out, int out0, int n);

  /**
   * Gradient of {@link #rmsNorm}: dx += …, dWeight += ….
   *
   * @param inverse what {@link #rmsNorm} returned
   * @param dWeight gets the weight's gradient if {@code withWeight}
   */
  void rmsNormGradient(
      float[] x,
      int x0,
      float[] weight,
      float inverse,
      float[] dOut,
      int dOut0,
      float[] dx,
      int dx0,
      float[] dWeight,
      boolean withWeight,
      int n);

  /** out = gate * sigmoid(gate) * up. */
  void swiGlu(float[] gate, float[] up, float[] out, int at, int n);

  /** Gradient of {@link #swiGlu}: gate and up are replaced by their gradients. */
  void swiGluGradient(float[] gate, float[] up, float[] dOut, int at, int n);

  /**
   * Rotates a head's pairs (i, i + half) by the angles of its position: the half-rotation of the
   * Hugging Face models.
   *
   * @param table cosines of the position, then sines, {@code half} each
   * @param direction 1, or -1 for the gradient
   */
  void rotate(float[] x, int x0, int half, float[] table, int table0, float direction);

  /**
   * AdamW (Loshchilov and Hutter 2019) on elements {@code from} to {@code to}.
   *
   * @param gradientScale clips: multiplies the gradient
   * @param rate learning rate divided by the first moment's bias correction
   * @param rootCorrection square root of the second moment's bias correction
   * @param decay what the weight is multiplied with first: 1 - learning rate * weight decay
   */
  void adamW(
      float[] weight,
      float[] gradient,
      float[] moment1,
      float[] moment2,
      int from,
      int to,
      float gradientScale,
      float beta1,
      float beta2,
      float epsilon,
      float rate,
      float rootCorrection,
      float decay);
}
