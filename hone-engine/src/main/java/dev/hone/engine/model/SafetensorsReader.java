package dev.hone.engine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a safetensors file: eight bytes with the header's length, a JSON header, then the data. The
 * header is checked whole before anything is read: a corrupt file gives {@code BAD_MODEL}, and
 * never an allocation that is larger than the file. Owned by one thread.
 */
final class SafetensorsReader implements AutoCloseable {

  /** The format's own limit for the header. */
  private static final int MOST_HEADER_BYTES = 100_000_000;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final int PREFIX_BYTES = 8;
  private static final String METADATA = "__metadata__";

  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("F64", 8),
          Map.entry("I64", 8),
          Map.entry("U64", 8));

  /** Where a tensor lies; offsets count from the end of the header. */
  private record Entry(String name, String type, List<Integer> shape, long from, long to) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long data;

  private SafetensorsReader(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static SafetensorsReader open(Path file) {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw BadModel.of(file, "cannot be opened", e);
    }
    SafetensorsReader reader = new SafetensorsReader(file, channel);
    boolean good = false;
    try {
      reader.readHeader();
      good = true;
      return reader;
    } catch (IOException e) {
      throw BadModel.of(file, "cannot be read", e);
    } catch (JacksonException e) {
      throw BadModel.of(file, "its header is not valid JSON: " + e.getOriginalMessage(), e);
    } finally {
      if (!good) {
        reader.close();
      }
    }
  }

  private void readHeader() throws IOException {
    long size = channel.size();
    if (size < PREFIX_BYTES) {
      throw BadModel.of(file, "has " + size + " bytes; a safetensors file has at least 8");
    }
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(prefix, 0);
    long length = prefix.getLong(0);
    if (length < 2 || length > MOST_HEADER_BYTES || length > size - PREFIX_BYTES) {
      throw BadModel.of(
          file,
          "its header claims "
              + Long.toUnsignedString(length)
              + " bytes; the file has "
              + size
              + ": it is cut off or no safetensors file");
    }
    data = PREFIX_BYTES + length;
    ByteBuffer header = ByteBuffer.allocate((int) length);
    fill(header, PREFIX_BYTES);
    JsonMapper mapper =
        JsonMapper.builder(
                JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .build();
    JsonNode root = mapper.readTree(header.array());
    if (!root.isObject()) {
      throw BadModel.of(file, "its header is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> property : root.properties()) {
      if (!property.getKey().equals(METADATA)) {
        entries.put(property.getKey(), entry(property.getKey(), property.getValue()));
      }
    }
    checkLayout(size - data);
  }

  private Entry entry(String name, JsonNode node) {
    JsonNode type = node.get("dtype");
    JsonNode shape = node.get("shape");
    JsonNode offsets = node.get("data_offsets");
    if (type == null
        || !type.isString()
        || shape == null
        || !shape.isArray()
        || offsets == null
        || !offsets.isArray()
        || offsets.size() != 2
        || !offsets.get(0).isIntegralNumber()
        || !offsets.get(0).canConvertToLong()
        || !offsets.get(1).isIntegralNumber()
        || !offsets.get(1).canConvertToLong()) {
      throw BadModel.of(file, "tensor '" + name + "' lacks dtype, shape or data_offsets");
    }
    Integer bytes = SIZES.get(type.stringValue());
    if (bytes == null) {
      throw BadModel.of(
          file, "tensor '" + name + "' has the unknown dtype '" + type.stringValue() + "'");
    }
    List<Integer> sides = new ArrayList<>();
    long elements = 1;
    for (JsonNode side : shape) {
      if (!side.isIntegralNumber() || !side.canConvertToInt() || side.intValue() < 0) {
        throw BadModel.of(file, "tensor '" + name + "' has a bad shape");
      }
      sides.add(side.intValue());
      try {
        elements = Math.multiplyExact(elements, side.intValue());
        Math.multiplyExact(elements, bytes);
      } catch (ArithmeticException e) {
        throw BadModel.of(file, "tensor '" + name + "' has a shape that is too large", e);
      }
    }
    long from = offsets.get(0).longValue();
    long to = offsets.get(1).longValue();
    if (from < 0 || to < from || to - from != elements * bytes) {
      throw BadModel.of(
          file,
          "tensor '"
              + name
              + "' has offsets "
              + from
              + " to "
              + to
              + " but its shape needs "
              + elements * bytes
              + " bytes");
    }
    return new Entry(name, type.stringValue(), sides, from, to);
  }

  /** The tensors fill the rest of the file without gaps and without sharing a byte. */
  private void checkLayout(long available) {
    List<Entry> sorted = new ArrayList<>(entries.values());
    sorted.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long end = 0;
    for (Entry entry : sorted) {
      if (entry.from() != end) {
        throw BadModel.of(
            file,
            "tensor '"
                + entry.name()
                + "' begins at "
                + entry.from()
                + ", "
                + (entry.from() < end ? "inside the one before it" : "after a gap")
                + " (expected "
                + end
                + ")");
      }
      end = entry.to();
    }
    if (end != available) {
      throw BadModel.of(
          file,
          "the header describes "
              + end
              + " bytes of data, the file has "
              + available
              + (end > available ? ": it is cut off" : ""));
    }
  }

  Path file() {
    return file;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** Shape of a tensor that is there. */
  List<Integer> shape(String name) {
    return entry(name).shape();
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw BadModel.of(file, "tensor '" + name + "' is missing");
    }
    return entry;
  }

  /** Reads a tensor as 32-bit floats. */
  Tensor read(String name) {
    Entry entry = entry(name);
    int bytes = SIZES.getOrDefault(entry.type(), 1);
    long count = (entry.to() - entry.from()) / bytes;
    if (count > Integer.MAX_VALUE - 8) {
      throw BadModel.of(file, "tensor '" + name + "' has more elements than a Java array holds");
    }
    if (!Set.of("F32", "F16", "BF16").contains(entry.type())) {
      throw BadModel.of(
          file,
          "tensor '" + name + "' is " + entry.type() + "; convert the model to F32, BF16 or F16");
    }
    float[] values = new float[(int) count];
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(bytes, count * bytes)))
            .order(ByteOrder.LITTLE_ENDIAN);
    int done = 0;
    try {
      while (done < values.length) {
        buffer.clear();
        buffer.limit((int) Math.min(buffer.capacity(), (count - done) * bytes));
        fill(buffer, data + entry.from() + (long) done * bytes);
        buffer.flip();
        done += decode(buffer, entry.type(), values, done);
      }
    } catch (IOException e) {
      throw BadModel.of(file, "tensor '" + name + "' cannot be read", e);
    }
    return new Tensor(name, entry.shape(), values);
  }

  private static int decode(ByteBuffer from, String type, float[] to, int at) {
    int count;
    switch (type) {
      case "F32" -> {
        count = from.remaining() / Float.BYTES;
        from.asFloatBuffer().get(to, at, count);
      }
      case "BF16" -> {
        count = from.remaining() / Short.BYTES;
        for (int i = 0; i < count; i++) {
          to[at + i] = Float.intBitsToFloat(from.getShort(i * Short.BYTES) << 16);
        }
      }
      default -> {
        count = from.remaining() / Short.BYTES;
        for (int i = 0; i < count; i++) {
          to[at + i] = Float.float16ToFloat(from.getShort(i * Short.BYTES));
        }
      }
    }
    return count;
  }

  private void fill(ByteBuffer buffer, long at) throws IOException {
    long position = at;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position);
      if (read < 0) {
        throw new IOException("the file ends at byte " + position);
      }
      position += read;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw BadModel.of(file, "cannot be closed", e);
    }
  }
}
