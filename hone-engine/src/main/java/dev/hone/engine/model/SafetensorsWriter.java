package dev.hone.engine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes safetensors files. */
final class SafetensorsWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  /** The header is padded with spaces, so that the data begins at a multiple of this. */
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Writes a new file and waits until it is on disk. */
  static void write(Path file, Collection<Tensor> tensors, Precision precision) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] header = header(tensors, precision);
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(header.length);
      drain(buffer, channel);
      ByteBuffer text = ByteBuffer.wrap(header);
      while (text.hasRemaining()) {
        channel.write(text);
      }
      for (Tensor tensor : tensors) {
        for (float value : tensor.data()) {
          if (buffer.remaining() < Float.BYTES) {
            drain(buffer, channel);
          }
          switch (precision) {
            case FLOAT32 -> buffer.putFloat(value);
            case BFLOAT16 -> buffer.putShort(bfloat16(value));
          }
        }
      }
      drain(buffer, channel);
      channel.force(true);
    }
  }

  private static byte[] header(Collection<Tensor> tensors, Precision precision) {
    JsonMapper mapper = JsonMapper.builder().build();
    ObjectNode root = mapper.createObjectNode();
    root.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Tensor tensor : tensors) {
      ObjectNode entry = root.putObject(tensor.name());
      entry.put("dtype", precision.code());
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = offset + (long) tensor.data().length * precision.bytes();
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String text = mapper.writeValueAsString(root);
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
    return (text + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** Rounds to the nearest, ties to even; not-a-number stays one. */
  static short bfloat16(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }
}
