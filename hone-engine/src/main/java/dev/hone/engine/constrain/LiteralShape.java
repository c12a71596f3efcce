package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of several fixed texts: the values of an enum, {@code true}, {@code null}, a marker. */
final class LiteralShape implements Shape {

  /** Sorted, distinct, none empty. */
  private final byte[][] words;

  LiteralShape(Collection<byte[]> words) {
    this.words =
        words.stream()
            .filter(word -> word.length > 0)
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
  }

  @Override
  public void open(int b, Stack rest, List<Stack> out) {
    new Inside(this, 0, words.length, 0).step(b, rest, out);
  }

  @Override
  public @Nullable Least least() {
    return words.length == 0 ? null : new Least(0, words[shortest(0, words.length)].length);
  }

  @Override
  public void writeLeast(ByteArrayOutputStream out) {
    out.writeBytes(words[shortest(0, words.length)]);
  }

  /** The frame that waits for one of the texts. */
  Frame due() {
    return new Inside(this, 0, words.length, 0);
  }

  private int shortest(int low, int high) {
    int best = low;
    for (int i = low + 1; i < high; i++) {
      if (words[i].length < words[best].length) {
        best = i;
      }
    }
    return best;
  }

  /** Those texts in [low, high) agree with the {@code at} bytes seen so far. */
  private record Inside(LiteralShape shape, int low, int high, int at) implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      byte[][] words = shape.words;
      int from = low;
      while (from < high && (words[from].length <= at || (words[from][at] & 0xFF) < b)) {
        from++;
      }
      int to = from;
      while (to < high && (words[to][at] & 0xFF) == b) {
        to++;
      }
      int longer = from;
      while (longer < to && words[longer].length == at + 1) {
        longer++;
      }
      if (longer > from) {
        out.add(rest);
      }
      if (longer < to) {
        out.add(rest.push(new Inside(shape, longer, to, at + 1)));
      }
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      byte[] word = shape.words[shape.shortest(low, high)];
      out.write(word, at, word.length - at);
      return rest;
    }
  }
}
