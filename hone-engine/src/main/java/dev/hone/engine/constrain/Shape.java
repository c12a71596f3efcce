package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of JSON value that a schema allows. */
interface Shape {

  /** Takes the first byte of a value; see {@link Frame#step}. */
  void open(int b, Stack rest, List<Stack> out);

  /** The smallest value of this shape, as far as its parts are known; null if there is none. */
  @Nullable Least least();

  /** Writes that smallest value. */
  void writeLeast(ByteArrayOutputStream out);

  /**
   * A smallest value, the flattest first, then the shortest.
   *
   * @param height arrays and objects inside one another; 0 for a scalar
   * @param length bytes
   */
  record Least(int height, long length) implements Comparable<Least> {
    @Override
    public int compareTo(Least other) {
      int byHeight = Integer.compare(height, other.height);
      return byHeight != 0 ? byHeight : Long.compare(length, other.length);
    }
  }
}
