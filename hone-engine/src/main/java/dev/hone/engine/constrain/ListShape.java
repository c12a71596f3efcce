package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array.
 *
 * @param first what the first items must be, one by one
 * @param others what every further item must be; null if there may be none
 * @param min fewest items
 * @param max most items
 */
record ListShape(List<Choice> first, @Nullable Choice others, int min, int max) implements Shape {

  static final int UNLIMITED = Integer.MAX_VALUE;

  @Override
  public void open(int b, Stack rest, List<Stack> out) {
    if (b == '[') {
      out.add(rest.push(new Inside(this, 0, true)));
    }
  }

  @Override
  public @Nullable Least least() {
    if (min > max) {
      return null;
    }
    int height = 0;
    long length = 2;
    for (int i = 0; i < min; i++) {
      Choice item = item(i);
      Least smallest = item == null ? null : item.least();
      if (smallest == null) {
        return null;
      }
      height = Math.max(height, smallest.height());
      if (i >= first.size()) {
        length += (smallest.length() + 1) * (min - i);
        break;
      }
      length += smallest.length() + 1;
    }
    return new Least(height + 1, length - (min > 0 ? 1 : 0));
  }

  @Override
  public void writeLeast(ByteArrayOutputStream out) {
    out.write('[');
    writeItems(0, out);
    out.write(']');
  }

  private void writeItems(int from, ByteArrayOutputStream out) {
    for (int i = from; i < min; i++) {
      Choice item = item(i);
      if (item == null) {
        throw new IllegalStateException("no item fits");
      }
      if (i > 0) {
        out.write(',');
      }
      item.writeLeast(out);
    }
  }

  private @Nullable Choice item(int index) {
    return index < first.size() ? first.get(index) : others;
  }

  /** The item after {@code count} others, or null if there may be no more. */
  private @Nullable Choice next(int count, int depth) {
    Choice item = count < max ? item(count) : null;
    return item != null && item.fits(depth) ? item : null;
  }

  /** Counts no further than matters, so that states repeat and their masks are found again. */
  private int counted(int count) {
    return max == UNLIMITED ? Math.min(count, Math.max(min, first.size())) : count;
  }

  /**
   * An array that was opened.
   *
   * @param count items begun
   */
  private record Inside(ListShape shape, int count, boolean fresh) implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      if (b == ']' && count >= shape.min) {
        out.add(rest);
        return;
      }
      Choice item = shape.next(count, rest.depth() + 1);
      if (item == null) {
        return;
      }
      Stack after = rest.push(new Inside(shape, shape.counted(count + 1), false));
      if (fresh) {
        item.open(b, after, out);
      } else if (b == ',') {
        out.add(after.push(new Choice.Due(item, true)));
      }
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      shape.writeItems(count, out);
      out.write(']');
      return rest;
    }

    @Override
    public boolean isContainer() {
      return true;
    }
  }
}
