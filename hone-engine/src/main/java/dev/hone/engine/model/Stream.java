package dev.hone.engine.model;

import dev.hone.engine.tensor.Attention;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One growing sequence in a {@link Decoder} with its key-value cache, pinned to the adapter it was
 * opened with. Owned by the decoder's thread.
 */
public final class Stream implements AutoCloseable {

  /** Positions of a new stream; doubled whenever they are used up. */
  private static final int FIRST_POSITIONS = 128;

  private final Decoder decoder;
  private final ModelConfig config;
  private final @Nullable LoraAdapter adapter;
  private float[][] keys;
  private float[][] values;
  private int capacity;
  private int length;
  private boolean closed;

  Stream(Decoder decoder, ModelConfig config, @Nullable LoraAdapter adapter) {
    this.decoder = decoder;
    this.config = config;
    this.adapter = adapter;
    this.keys = new float[config.layers()][0];
    this.values = new float[config.layers()][0];
  }

  /** Tokens that were fed so far. */
  public int length() {
    return length;
  }

  /** The adapter it is pinned to, or null. */
  public @Nullable LoraAdapter adapter() {
    return adapter;
  }

  /**
   * Forgets the last tokens, so that others can follow in their place.
   *
   * @param keep how many tokens stay: 0 to {@link #length()}
   */
  public void truncate(int keep) {
    if (keep < 0 || keep > length) {
      throw new IllegalArgumentException("cannot keep " + keep + " of " + length + " tokens");
    }
    length = keep;
  }

  /** Gives the cache's memory back. */
  @Override
  public void close() {
    closed = true;
    keys = new float[0][];
    values = new float[0][];
    capacity = 0;
  }

  boolean closed() {
    return closed;
  }

  boolean belongsTo(Decoder other) {
    return decoder == other;
  }

  /** Makes room for more positions. */
  void reserve(int positions, Attention attention) {
    if (positions <= capacity) {
      return;
    }
    int grown = Math.max(positions, Math.max(FIRST_POSITIONS, 2 * capacity));
    grown = Math.max(positions, Math.min(grown, config.maxPositions()));
    for (int layer = 0; layer < config.layers(); layer++) {
      keys[layer] = Arrays.copyOf(keys[layer], attention.panelFloats(grown));
      values[layer] = Arrays.copyOf(values[layer], Math.multiplyExact(grown, config.keySize()));
    }
    capacity = grown;
  }

  void advance(int tokens) {
    length += tokens;
  }

  /** Keys in the attention's panels. */
  float[] keys(int layer) {
    return keys[layer];
  }

  /** Values, row-major. */
  float[] values(int layer) {
    return values[layer];
  }
}
