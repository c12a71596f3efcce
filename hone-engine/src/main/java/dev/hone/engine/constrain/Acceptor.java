package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a text has come towards being what is asked for, byte by byte. Immutable; two acceptors
 * that are equal take and refuse the same continuations.
 *
 * <p>Never stuck: an acceptor that is not {@link #complete} takes at least one more byte, and
 * {@link #shortestEnd} is always accepted.
 *
 * <p>Where a schema offers alternatives that begin alike, all of them are followed at once.
 */
public final class Acceptor {

  /** Most arrays and objects inside one another in an accepted text. */
  public static final int MAX_DEPTH = 64;

  /**
   * Most alternatives followed at once. Past it the later ones are dropped: what is accepted is
   * still right, but not everything right is accepted.
   */
  public static final int MAX_ALTERNATIVES = 64;

  /** Never empty, distinct. */
  private final Stack[] stacks;

  private final int hash;

  private Acceptor(Stack[] stacks) {
    this.stacks = stacks;
    this.hash = Arrays.hashCode(stacks);
  }

  static Acceptor of(Stack stack) {
    return new Acceptor(new Stack[] {stack});
  }

  /**
   * Takes the next byte.
   *
   * @param b 0 to 255
   * @return what must follow, or null if this byte may not come here
   */
  public @Nullable Acceptor next(int b) {
    List<Stack> out = new ArrayList<>(2);
    for (Stack stack : stacks) {
      if (!stack.isEmpty()) {
        stack.top().step(b, stack.rest(), out);
      }
    }
    return switch (out.size()) {
      case 0 -> null;
      case 1 -> of(out.getFirst());
      default ->
          new Acceptor(out.stream().distinct().limit(MAX_ALTERNATIVES).toArray(Stack[]::new));
    };
  }

  /** Takes several bytes; null if one of them may not come. */
  public @Nullable Acceptor next(byte[] bytes) {
    Acceptor at = this;
    for (int i = 0; i < bytes.length && at != null; i++) {
      at = at.next(bytes[i] & 0xFF);
    }
    return at;
  }

  /** Whether the text may end here. A number may end and go on. */
  public boolean complete() {
    for (Stack stack : stacks) {
      if (stack.mayEnd()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text must end here. */
  public boolean closed() {
    return stacks.length == 1 && stacks[0].isEmpty();
  }

  /** A short continuation after which the text is {@link #complete}; empty if it is already. */
  public byte[] shortestEnd() {
    if (complete()) {
      return new byte[0];
    }
    byte[] best = null;
    for (Stack stack : stacks) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Stack at = stack;
      while (!at.isEmpty()) {
        at = at.top().finish(at.rest(), out);
      }
      if (best == null || out.size() < best.length) {
        best = out.toByteArray();
      }
    }
    if (best == null) {
      throw new IllegalStateException("an acceptor follows at least one alternative");
    }
    return best;
  }

  /**
   * A key for masks: acceptors with equal keys take the same words of up to {@code longest} bytes.
   */
  Acceptor coarse(int longest) {
    Stack[] keys = new Stack[stacks.length];
    for (int i = 0; i < keys.length; i++) {
      Stack stack = stacks[i];
      if (stack.isEmpty()) {
        keys[i] = stack;
        continue;
      }
      Frame frame = stack.top().coarse(longest);
      keys[i] = frame == stack.top() ? stack : stack.rest().push(frame);
    }
    return new Acceptor(keys);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Acceptor that
        && hash == that.hash
        && Arrays.equals(stacks, that.stacks);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
