package dev.hone.engine.tensor;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RowMath} on 256-bit vectors, which every machine with wider ones has as well. Sums keep
 * eight lanes and join them in one fixed tree: {@code reduceLanes} joins them in another order when
 * compiled than when interpreted. Ends of rows that do not fill a vector are done one by one.
 */
final class VectorRowMath implements RowMath {

  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_256;
  private static final int STEP = 8;

  /** 1.5·2²³: adding it leaves a float's nearest integer in the low bits. */
  private static final float ROUND = 12582912f;

  private static final float LOG2_E = 1.44269504088896341f;

  /**
   * ln 2 in two parts: the first has so few bits that its products with small integers are exact.
   */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440054690583e-4f;
  private static final float SMALLEST = -87.3f;
  private static final float LARGEST = 88.3f;

  // Taylor: |r| <= ln 2 / 2, so that the term left out is below 6e-9.
  private static final float C7 = 1f / 5040;
  private static final float C6 = 1f / 720;
  private static final float C5 = 1f / 120;
  private static final float C4 = 1f / 24;
  private static final float C3 = 1f / 6;
  private static final float C2 = 0.5f;

  private static final int SCRATCH = 1024;

  private final float[] lanes = new float[STEP];
  private final float[] scratch = new float[SCRATCH];

  private static float tree(float[] v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  }

  @Override
  public void add(float[] x, int x0, float[] y, int y0, int n) {
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector.fromArray(LANES, y, y0 + i)
          .add(FloatVector.fromArray(LANES, x, x0 + i))
          .intoArray(y, y0 + i);
    }
    for (; i < n; i++) {
      y[y0 + i] += x[x0 + i];
    }
  }

  @Override
  public void addScaled(float factor, float[] x, int x0, float[] y, int y0, int n) {
    FloatVector f = FloatVector.broadcast(LANES, factor);
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector.fromArray(LANES, x, x0 + i)
          .fma(f, FloatVector.fromArray(LANES, y, y0 + i))
          .intoArray(y, y0 + i);
    }
    for (; i < n; i++) {
      y[y0 + i] = Math.fma(factor, x[x0 + i], y[y0 + i]);
    }
  }

  @Override
  public void scale(float factor, float[] x, int x0, int n) {
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector.fromArray(LANES, x, x0 + i).mul(factor).intoArray(x, x0 + i);
    }
    for (; i < n; i++) {
      x[x0 + i] *= factor;
    }
  }

  @Override
  public float dot(float[] x, int x0, float[] y, int y0, int n) {
    FloatVector sum = FloatVector.zero(LANES);
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      sum =
          FloatVector.fromArray(LANES, x, x0 + i).fma(FloatVector.fromArray(LANES, y, y0 + i), sum);
    }
    sum.intoArray(lanes, 0);
    float total = tree(lanes);
    for (; i < n; i++) {
      total = Math.fma(x[x0 + i], y[y0 + i], total);
    }
    return total;
  }

  @Override
  public float max(float[] x, int x0, int n) {
    FloatVector top = FloatVector.broadcast(LANES, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      top = top.max(FloatVector.fromArray(LANES, x, x0 + i));
    }
    top.intoArray(lanes, 0);
    float most = Float.NEGATIVE_INFINITY;
    for (float lane : lanes) {
      most = Math.max(most, lane);
    }
    for (; i < n; i++) {
      most = Math.max(most, x[x0 + i]);
    }
    return most;
  }

  @Override
  public float exp(float[] x, int x0, float factor, float shift, float[] y, int y0, int n) {
    FloatVector sum = FloatVector.zero(LANES);
    FloatVector round = FloatVector.broadcast(LANES, ROUND);
    FloatVector low = FloatVector.broadcast(LANES, -shift);
    FloatVector times = FloatVector.broadcast(LANES, factor);
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector v =
          FloatVector.fromArray(LANES, x, x0 + i).fma(times, low).max(SMALLEST).min(LARGEST);
      FloatVector t = v.fma(FloatVector.broadcast(LANES, LOG2_E), round);
      FloatVector whole = t.sub(round);
      FloatVector r =
          whole.fma(
              FloatVector.broadcast(LANES, -LN2_LOW),
              whole.fma(FloatVector.broadcast(LANES, -LN2_HIGH), v));
      FloatVector p = FloatVector.broadcast(LANES, C7);
      p = p.fma(r, FloatVector.broadcast(LANES, C6));
      p = p.fma(r, FloatVector.broadcast(LANES, C5));
      p = p.fma(r, FloatVector.broadcast(LANES, C4));
      p = p.fma(r, FloatVector.broadcast(LANES, C3));
      p = p.fma(r, FloatVector.broadcast(LANES, C2));
      FloatVector one = FloatVector.broadcast(LANES, 1f);
      p = p.fma(r, one).fma(r, one);
      IntVector power = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector result = p.reinterpretAsInts().add(power).reinterpretAsFloats();
      result.intoArray(y, y0 + i);
      sum = sum.add(result);
    }
    sum.intoArray(lanes, 0);
    float total = tree(lanes);
    for (; i < n; i++) {
      float value = exp(Math.fma(x[x0 + i], factor, -shift));
      y[y0 + i] = value;
      total += value;
    }
    return total;
  }

  /** The same polynomial for one number. */
  private static float exp(float x) {
    float v = Math.min(Math.max(x, SMALLEST), LARGEST);
    float t = Math.fma(v, LOG2_E, ROUND);
    float whole = t - ROUND;
    float r = Math.fma(whole, -LN2_LOW, Math.fma(whole, -LN2_HIGH, v));
    float p = Math.fma(C7, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(Math.fma(p, r, 1f), r, 1f);
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
  }

  @Override
  public void softmaxGradient(
      float[] p, int p0, float mean, float factor, float[] g, int g0, int n) {
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector.fromArray(LANES, g, g0 + i)
          .sub(mean)
          .mul(FloatVector.fromArray(LANES, p, p0 + i))
          .mul(factor)
          .intoArray(g, g0 + i);
    }
    for (; i < n; i++) {
      g[g0 + i] = (g[g0 + i] - mean) * p[p0 + i] * factor;
    }
  }

  @Override
  public float rmsNorm(
      float[] x, int x0, float[] weight, float epsilon, float[] out, int out0, int n) {
    float inverse = (float) (1 / Math.sqrt(dot(x, x0, x, x0, n) / n + epsilon));
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      FloatVector.fromArray(LANES, x, x0 + i)
          .mul(inverse)
          .mul(FloatVector.fromArray(LANES, weight, i))
          .intoArray(out, out0 + i);
    }
    for (; i < n; i++) {
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
    FloatVector sums = FloatVector.zero(LANES);
    int i = 0;
    for (; i <= n - STEP; i += STEP) {
      sums =
          FloatVector.fromArray(LANES, dOut, dOut0 + i)
              .mul(FloatVector.fromArray(LANES, weight, i))
              .fma(FloatVector.fromArray(LANES, x, x0 + i), sums);
    }
    sums.intoArray(lanes, 0);
    float sum = tree(lanes);
    for (; i < n; i++) {
      sum += dOut[dOut0 + i] * weight[i] * x[x0 + i];
    }
    float back = -sum * inverse * inverse * inverse / n;
    FloatVector backs = FloatVector.broadcast(LANES, back);
    for (i = 0; i <= n - STEP; i += STEP) {
      FloatVector in = FloatVector.fromArray(LANES, x, x0 + i);
      FloatVector g = FloatVector.fromArray(LANES, dOut, dOut0 + i).mul(inverse);
      if (withWeight) {
        g.fma(in, FloatVector.fromArray(LANES, dWeight, i)).intoArray(dWeight, i);
      }
      g.fma(
              FloatVector.fromArray(LANES, weight, i),
              in.fma(backs, FloatVector.fromArray(LANES, dx, dx0 + i)))
          .intoArray(dx, dx0 + i);
    }
    for (; i < n; i++) {
      float g = dOut[dOut0 + i] * inverse;
      if (withWeight) {
        dWeight[i] += g * x[x0 + i];
      }
      dx[dx0 + i] += g * weight[i] + x[x0 + i] * back;
    }
  }

  @Override
  public void swiGlu(float[] gate, float[] up, float[] out, int at, int n) {
    for (int done = 0; done < n; done += SCRATCH) {
      int some = Math.min(SCRATCH, n - done);
      int from = at + done;
      exp(gate, from, -1, 0, scratch, 0, some);
      int i = 0;
      for (; i <= some - STEP; i += STEP) {
        FloatVector.fromArray(LANES, gate, from + i)
            .mul(FloatVector.fromArray(LANES, up, from + i))
            .div(FloatVector.fromArray(LANES, scratch, i).add(1))
            .intoArray(out, from + i);
      }
      for (; i < some; i++) {
        out[from + i] = gate[from + i] * up[from + i] / (scratch[i] + 1);
      }
    }
  }

  @Override
  public void swiGluGradient(float[] gate, float[] up, float[] dOut, int at, int n) {
    FloatVector one = FloatVector.broadcast(LANES, 1);
    for (int done = 0; done < n; done += SCRATCH) {
      int some = Math.min(SCRATCH, n - done);
      int from = at + done;
      exp(gate, from, -1, 0, scratch, 0, some);
      int i = 0;
      for (; i <= some - STEP; i += STEP) {
        FloatVector sigmoid = one.div(FloatVector.fromArray(LANES, scratch, i).add(1));
        FloatVector silu = FloatVector.fromArray(LANES, gate, from + i).mul(sigmoid);
        FloatVector d = FloatVector.fromArray(LANES, dOut, from + i);
        one.sub(sigmoid)
            .fma(silu, sigmoid)
            .mul(FloatVector.fromArray(LANES, up, from + i))
            .mul(d)
            .intoArray(gate, from + i);
        d.mul(silu).intoArray(up, from + i);
      }
      for (; i < some; i++) {
        float sigmoid = 1 / (scratch[i] + 1);
        float silu = gate[from + i] * sigmoid;
        gate[from + i] = Math.fma(1 - sigmoid, silu, sigmoid) * up[from + i] * dOut[from + i];
        up[from + i] = dOut[from + i] * silu;
      }
    }
  }

  @Override
  public void rotate(float[] x, int x0, int half, float[] table, int table0, float direction) {
    int i = 0;
    for (; i <= half - STEP; i += STEP) {
      FloatVector cosine = FloatVector.fromArray(LANES, table, table0 + i);
      FloatVector sine = FloatVector.fromArray(LANES, table, table0 + half + i).mul(direction);
      FloatVector first = FloatVector.fromArray(LANES, x, x0 + i);
      FloatVector second = FloatVector.fromArray(LANES, x, x0 + half + i);
      first.mul(cosine).sub(second.mul(sine)).intoArray(x, x0 + i);
      second.mul(cosine).add(first.mul(sine)).intoArray(x, x0 + half + i);
    }
    for (; i < half; i++) {
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
    FloatVector keep1 = FloatVector.broadcast(LANES, beta1);
    FloatVector keep2 = FloatVector.broadcast(LANES, beta2);
    float take1 = 1 - beta1;
    float take2 = 1 - beta2;
    float inverseRoot = 1 / rootCorrection;
    int i = from;
    for (; i <= to - STEP; i += STEP) {
      FloatVector g = FloatVector.fromArray(LANES, gradient, i).mul(gradientScale);
      FloatVector m = FloatVector.fromArray(LANES, moment1, i).fma(keep1, g.mul(take1));
      FloatVector v = FloatVector.fromArray(LANES, moment2, i).fma(keep2, g.mul(g).mul(take2));
      m.intoArray(moment1, i);
      v.intoArray(moment2, i);
      FloatVector root = v.sqrt().mul(inverseRoot).add(epsilon);
      FloatVector.fromArray(LANES, weight, i)
          .mul(decay)
          .sub(m.div(root).mul(rate))
          .intoArray(weight, i);
    }
    for (; i < to; i++) {
      float g = gradient[i] * gradientScale;
      float m = Math.fma(moment1[i], beta1, g * take1);
      float v = Math.fma(moment2[i], beta2, g * g * take2);
      moment1[i] = m;
      moment2[i] = v;
      float root = (float) Math.sqrt(v) * inverseRoot + epsilon;
      weight[i] = weight[i] * decay - m / root * rate;
    }
  }
}
