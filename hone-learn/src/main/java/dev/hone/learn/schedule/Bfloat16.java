package dev.hone.learn.schedule;

/**
 * Rounds to bfloat16, ties to even: what a sampler with bf16 weights computes with, and so one
 * source of the gap between its log-probabilities and the trainer's.
 */
public final class Bfloat16 {

  private static final int DROPPED_BITS = 16;

  private Bfloat16() {}

  /** The nearest bfloat16 value of a float; NaN and infinities stay. */
  public static float round(float value) {
    if (!Float.isFinite(value)) {
      return value;
    }
    int bits = Float.floatToRawIntBits(value);
    int even = (bits >>> DROPPED_BITS) & 1;
    int rounded = bits + 0x7fff + even;
    return Float.intBitsToFloat(rounded & 0xffff0000);
  }
}
