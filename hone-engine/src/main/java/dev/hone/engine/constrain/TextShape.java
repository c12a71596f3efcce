package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A string.
 *
 * @param min fewest characters (code points)
 * @param max most characters
 */
record TextShape(int min, int max) implements Shape {

  static final int UNLIMITED = Integer.MAX_VALUE;

  @Override
  public void open(int b, Stack rest, List<Stack> out) {
    if (b == '"') {
      out.add(rest.push(new Inside(min, max, Characters.BETWEEN)));
    }
  }

  @Override
  public @Nullable Least least() {
    return min > max ? null : new Least(0, 2L + min);
  }

  @Override
  public void writeLeast(ByteArrayOutputStream out) {
    out.write('"');
    pad(min, out);
    out.write('"');
  }

  private static void pad(int count, ByteArrayOutputStream out) {
    for (int i = 0; i < count; i++) {
      out.write('a');
    }
  }

  /**
   * A string that was opened.
   *
   * @param needed characters that must still come
   * @param room characters that may still come; {@link #UNLIMITED} never runs out
   */
  record Inside(int needed, int room, int state) implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      if (state != Characters.BETWEEN) {
        int next = Characters.next(state, b);
        if (next != Characters.REFUSED) {
          out.add(rest.push(new Inside(needed, room, next)));
        }
        return;
      }
      if (b == '"') {
        if (needed == 0) {
          out.add(rest);
        }
        return;
      }
      int next = room == 0 ? Characters.REFUSED : Characters.next(state, b);
      if (next != Characters.REFUSED) {
        int left = room == UNLIMITED ? UNLIMITED : room - 1;
        out.add(rest.push(new Inside(Math.max(0, needed - 1), left, next)));
      }
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      Characters.finish(state, out);
      pad(needed, out);
      out.write('"');
      return rest;
    }

    @Override
    public Frame coarse(int longest) {
      return new Inside(Math.min(needed, longest), Math.min(room, longest), state);
    }
  }
}
