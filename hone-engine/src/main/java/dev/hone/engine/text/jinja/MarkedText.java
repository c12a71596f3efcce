package dev.hone.engine.text.jinja;

import java.util.BitSet;

/**
 * Text that knows, character by character, whether the template wrote it or it came from outside
 * (messages, names, arguments, tool descriptions). Special tokens are recognised only in what the
 * template wrote, so nobody can forge one by typing it. Immutable.
 */
public final class MarkedText {

  /** No characters. */
  public static final MarkedText EMPTY = new MarkedText("", new BitSet());

  private final String characters;
  private final BitSet outside;

  private MarkedText(String characters, BitSet outside) {
    this.characters = characters;
    this.outside = outside;
  }

  /** Text of the template itself. */
  public static MarkedText own(String text) {
    return new MarkedText(text, new BitSet());
  }

  /** Text that came from somewhere else. */
  public static MarkedText outside(String text) {
    BitSet outside = new BitSet(text.length());
    outside.set(0, text.length());
    return new MarkedText(text, outside);
  }

  public String characters() {
    return characters;
  }

  public int length() {
    return characters.length();
  }

  /** Whether every character from {@code from} up to {@code to} is the template's own. */
  public boolean isOwn(int from, int to) {
    int first = outside.nextSetBit(from);
    return first < 0 || first >= to;
  }

  /** Whether every character came from outside. */
  public boolean isOutside() {
    return outside.nextClearBit(0) >= characters.length();
  }

  public MarkedText plus(MarkedText more) {
    if (more.characters.isEmpty()) {
      return this;
    }
    if (characters.isEmpty()) {
      return more;
    }
    return new Builder().append(this).append(more).build();
  }

  public MarkedText substring(int from, int to) {
    return new MarkedText(characters.substring(from, to), outside.get(from, to));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MarkedText text
        && text.characters.equals(characters)
        && text.outside.equals(outside);
  }

  @Override
  public int hashCode() {
    return characters.hashCode();
  }

  /** The characters alone. */
  @Override
  public String toString() {
    return characters;
  }

  /** Collects marked text. Not thread-safe. */
  public static final class Builder {
    private final StringBuilder characters = new StringBuilder();
    private final BitSet outside = new BitSet();

    public int length() {
      return characters.length();
    }

    public Builder append(MarkedText text) {
      int offset = characters.length();
      characters.append(text.characters);
      for (int from = text.outside.nextSetBit(0); from >= 0; ) {
        int to = text.outside.nextClearBit(from);
        outside.set(offset + from, offset + to);
        from = text.outside.nextSetBit(to);
      }
      return this;
    }

    public MarkedText build() {
      return new MarkedText(characters.toString(), (BitSet) outside.clone());
    }
  }
}
