package dev.hone.engine.tensor;

/** {@link RowMath} in plain Java. */
final class ScalarRowMath implements RowMath {

  @Override
  public void add(float[] x, int x0, float[] y, int y0, int n) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] += x[x0 + i];
    }
  }

  @Override
  public void addScaled(float factor, float[] x, int x0, float[] y, int y0, int n) {
    for (int i = 0; i < n; i++) {
      y[y0 + i] += factor * x[x0 + i];
    }
  }

  @Override
  public void scale(float factor, float[] x, int x0, int n) {
    for (int i = 0; i < n; i++) {
      x[x0 + i] *= factor;
    }
  }

  @Override
  public float dot(float[] x, int x0, float[] y, int y0, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += x[x0 + i] * y[y0 + i];
    }
    return sum;
  }

  @Override
  public float max(float[] x, int x0, int n) {
    float top = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      top = Math.max(top, x[x0 + i]);
    }
    return top;
  }

  @Override
  public float exp(float[] x, int x0, float factor, float shift, float[] y, int y0, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float value = (float) Math.exp(factor * x[x0 + i] - shift);
      y[y0 + i] = value;
      sum += value;
    }
    return sum;
  }

  @Override
  public void softmaxGradient(
      float[] p, int p0, float mean, float factor, float[] g, int g0, int n) {
    for (int i = 0; i < n; i++) {
      g[g0 + i] = factor * p[p0 + i] * (g[g0 + i] - mean);
    }
  }

  @Override
  public float rmsNorm(
      float[] x, int x0, float[] weight, float epsilon, float[] out, int out0, int n) {
    float inverse = (float) (1 / Math.sqrt(dot(x, x0, x, x0, n) / n + epsilon));
    for (int i = 0; i < n; i++) {
      out[out0 + i] = x[x0 + i] * inverse * weight[i];
    }
    return inverse;
  }

  @Override
  public void rmsNormGradient(
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
      int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += dOut[dOut0 + i] * weight[i] * x[x0 + i];
    }
    float back = sum * inverse * inverse / n;
    for (int i = 0; i < n; i++) {
      float gradient = dOut[dOut0 + i];
      if (withWeight) {
        dWeight[i] += gradient * x[x0 + i] * inverse;
      }
      dx[dx0 + i] += inverse * (gradient * weight[i] - x[x0 + i] * back);
    }
  }

  @Override
  public void swiGlu(float[] gate, float[] up, float[] out, int at, int n) {
    for (int i = at; i < at + n; i++) {
      out[i] = gate[i] / (1 + (float) Math.exp(-gate[i])) * up[i];
    }
  }

  @Override
  public void swiGluGradient(float[] gate, float[] up, float[] dOut, int at, int n) {
    for (int i = at; i < at + n; i++) {
      float sigmoid = 1 / (1 + (float) Math.exp(-gate[i]));
      float silu = gate[i] * sigmoid;
      gate[i] = dOut[i] * up[i] * (sigmoid + silu * (1 - sigmoid));
      up[i] = dOut[i] * silu;
    }
  }

  @Override
  public void rotate(float[] x, int x0, int half, float[] table, int table0, float direction) {
    for (int i = 0; i < half; i++) {
      float cosine = table[table0 + i];
      float sine = table[table0 + half + i] * direction;
      float first = x[x0 + i];
      float second = x[x0 + half + i];
      x[x0 + i] = first * cosine - second * sine;
      x[x0 + half + i] = second * cosine + first * sine;
    }
  }

  @Override
  public void adamW(
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
      float decay) {
    for (int i = from; i < to; i++) {
      float g = gradient[i] * gradientScale;
      float m = beta1 * moment1[i] + (1 - beta1) * g;
      float v = beta2 * moment2[i] + (1 - beta2) * g * g;
      moment1[i] = m;
      moment2[i] = v;
      float root = (float) Math.sqrt(v) / rootCorrection + epsilon;
      weight[i] = weight[i] * decay - rate * (m / root);
    }
  }
}
