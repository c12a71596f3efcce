package dev.hone.engine.model;

/**
 * New tokens of one stream for one call of {@link Decoder#advance}, and the logits that came of it.
 */
public final class Feed {

  /** For which tokens logits are computed. */
  public enum Wanted {
    /** None: a part of a prompt. */
    NONE,
    /** After the last token: what comes next. */
    LAST,
    /** After each token: to score a text. */
    ALL
  }

  private final Stream stream;
  private final int[] tokens;
  private final Wanted wanted;
  private float[] logits = new float[0];
  private int first;
  private int vocabulary;

  /**
   * Makes a feed.
   *
   * @param tokens at least one: several of a prompt, or the one that was just chosen
   */
  public Feed(Stream stream, int[] tokens, Wanted wanted) {
    this.stream = stream;
    this.tokens = tokens.clone();
    this.wanted = wanted;
  }

  public Stream stream() {
    return stream;
  }

  /** The array that holds the logits; the decoder uses it again for its next call. */
  public float[] logits() {
    return logits;
  }

  /** Number of rows of logits: 0, 1, or one for each token. */
  public int rows() {
    return switch (wanted) {
      case NONE -> 0;
      case LAST -> 1;
      case ALL -> tokens.length;
    };
  }

  /** Where a row begins in {@link #logits()}; it has one float for each token of the vocabulary. */
  public int offset(int row) {
    return (first + row) * vocabulary;
  }

  int[] tokens() {
    return tokens;
  }

  Wanted wanted() {
    return wanted;
  }

  void place(float[] array, int firstRow, int size) {
    logits = array;
    first = firstRow;
    vocabulary = size;
  }
}
