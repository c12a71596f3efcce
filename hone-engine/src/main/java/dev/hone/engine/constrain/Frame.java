package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * One thing that has begun and not ended: a string, an object, a value that is due. Immutable, with
 * value equality, so that a token's bytes can be tried and masks be cached by state.
 */
interface Frame {

  /**
   * Takes a byte.
   *
   * @param rest what lies below this frame
   * @param out receives every stack that the byte may lead to; nothing if it may not come
   */
  void step(int b, Stack rest, List<Stack> out);

  /**
   * Writes the bytes that end this frame the shortest way it knows.
   *
   * @return what is left to be ended
   */
  Stack finish(Stack rest, ByteArrayOutputStream out);

  /** Whether this may be over without another byte, as a number may. */
  default boolean mayEnd() {
    return false;
  }

  default boolean isContainer() {
    return false;
  }

  /**
   * An equal or other frame that takes and refuses the same words of up to {@code longest} bytes.
   */
  default Frame coarse(int longest) {
    return this;
  }

  /** Below everything: takes nothing more. */
  record Bottom() implements Frame {
    @Override
    public void step(int b, Stack rest, List<Stack> out) {}

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      throw new IllegalStateException("the bottom never ends");
    }
  }
}
