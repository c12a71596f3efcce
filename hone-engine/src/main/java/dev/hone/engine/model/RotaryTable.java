package dev.hone.engine.model;

/**
 * Cosines and sines of the rotary position embedding (Su et al., RoFormer), with Llama 3.1's
 * stretched frequencies where the model has them. Thread-safe; grows when asked for more positions.
 */
final class RotaryTable {

  private final double[] frequencies;
  private float[] table = new float[0];

  RotaryTable(ModelConfig config) {
    int half = config.headSize() / 2;
    frequencies = new double[half];
    for (int i = 0; i < half; i++) {
      double frequency = Math.pow(config.ropeTheta(), -2.0 * i / config.headSize());
      ModelConfig.RopeScaling scaling = config.ropeScaling();
      frequencies[i] = scaling == null ? frequency : stretch(frequency, scaling);
    }
  }

  private static double stretch(double frequency, ModelConfig.RopeScaling scaling) {
    double wavelength = 2 * Math.PI / frequency;
    double low = scaling.originalPositions() / scaling.lowFrequencyFactor();
    double high = scaling.originalPositions() / scaling.highFrequencyFactor();
    if (wavelength < high) {
      return frequency;
    }
    if (wavelength > low) {
      return frequency / scaling.factor();
    }
    double smooth =
        (scaling.originalPositions() / wavelength - scaling.lowFrequencyFactor())
            / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
    return (1 - smooth) * frequency / scaling.factor() + smooth * frequency;
  }

  /** Floats of one position: its cosines, then its sines. */
  int stride() {
    return 2 * frequencies.length;
  }

  /** A table that reaches at least this many positions. */
  synchronized float[] upTo(int positions) {
    if (table.length < (long) positions * stride()) {
      int size = Math.max(positions, Math.min(2 * table.length / stride(), positions * 2));
      float[] grown = new float[Math.multiplyExact(size, stride())];
      for (int position = 0; position < size; position++) {
        for (int i = 0; i < frequencies.length; i++) {
          double angle = position * frequencies[i];
          grown[position * stride() + i] = (float) Math.cos(angle);
          grown[position * stride() + frequencies.length + i] = (float) Math.sin(angle);
        }
      }
      table = grown;
    }
    return table;
  }
}
