package dev.hone.store.sql;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays as blobs: int32 and float32, little-endian. */
final class LittleEndian {

  private LittleEndian() {}

  static byte[] of(int[] values) {
    ByteBuffer buffer = buffer(values.length * Integer.BYTES);
    buffer.asIntBuffer().put(values);
    return buffer.array();
  }

  static byte[] of(float[] values) {
    ByteBuffer buffer = buffer(values.length * Float.BYTES);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  static int[] ints(byte[] blob) {
    int[] values = new int[blob.length / Integer.BYTES];
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  static float[] floats(byte[] blob) {
    float[] values = new float[blob.length / Float.BYTES];
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
