package dev.hone.engine.constrain;

import org.jspecify.annotations.Nullable;

/** What must still come, innermost first. Persistent: pushing shares the rest. */
final class Stack {

  static final Stack EMPTY = new Stack(new Frame.Bottom(), null);

  private final Frame top;
  private final @Nullable Stack rest;
  private final int depth;
  private final int hash;

  private Stack(Frame top, @Nullable Stack rest) {
    this.top = top;
    this.rest = rest;
    this.depth = (rest == null ? 0 : rest.depth) + (top.isContainer() ? 1 : 0);
    this.hash = (rest == null ? 0 : rest.hash * 31) + top.hashCode();
  }

  Stack push(Frame frame) {
    return new Stack(frame, this);
  }

  Frame top() {
    return top;
  }

  Stack rest() {
    if (rest == null) {
      throw new IllegalStateException("nothing lies below the bottom");
    }
    return rest;
  }

  boolean isEmpty() {
    return rest == null;
  }

  /** How many arrays and objects are open. */
  int depth() {
    return depth;
  }

  /** Whether nothing more has to come. */
  boolean mayEnd() {
    return rest == null || (top.mayEnd() && rest.mayEnd());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Stack that)) {
      return false;
    }
    Stack a = this;
    Stack b = that;
    while (true) {
      if (a == b) {
        return true;
      }
      if (a.hash != b.hash || !a.top.equals(b.top)) {
        return false;
      }
      if (a.rest == null || b.rest == null) {
        return a.rest == b.rest;
      }
      a = a.rest;
      b = b.rest;
    }
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
