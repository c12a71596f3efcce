package dev.hone.gateway.transfer.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;

/**
 * The values of one leaf of the schema, as they gather for a row group: repetition levels,
 * definition levels, and the values that are there. Levels are written as runs, values plainly.
 */
final class Column {

  private final ParquetField.Kind kind;
  private final List<String> path;
  private final int mostRepetition;
  private final int mostDefinition;
  private final Levels repetition = new Levels();
  private final Levels definition = new Levels();
  private final ByteArrayOutputStream values = new ByteArrayOutputStream();
  private int flags;
  private int flagCount;
  private int entries;

  Column(ParquetField.Kind kind, List<String> path, int mostRepetition, int mostDefinition) {
    this.kind = kind;
    this.path = path;
    this.mostRepetition = mostRepetition;
    this.mostDefinition = mostDefinition;
  }

  ParquetField.Kind kind() {
    return kind;
  }

  List<String> path() {
    return path;
  }

  int entries() {
    return entries;
  }

  /** Bytes gathered, about. */
  long size() {
    return values.size() + 2L * entries;
  }

  /** Something on the way to the value is missing. */
  void missing(int repeats, int defined) {
    repetition.add(repeats);
    definition.add(defined);
    entries++;
  }

  void add(JsonNode value, int repeats) {
    missing(repeats, mostDefinition);
    switch (kind) {
      case TEXT -> {
        String text = value.isString() ? value.stringValue() : value.toString();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        values.writeBytes(little(4).putInt(bytes.length).array());
        values.writeBytes(bytes);
      }
      case WHOLE -> values.writeBytes(little(8).putLong(value.asLong(0)).array());
      case REAL -> values.writeBytes(little(8).putDouble(value.asDouble(0)).array());
      case FLAG -> {
        flags |= (value.asBoolean(false) ? 1 : 0) << flagCount++;
        if (flagCount == Byte.SIZE) {
          values.write(flags);
          flags = 0;
          flagCount = 0;
        }
      }
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The page's content before compression; empties the column. */
  byte[] page() {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    if (flagCount > 0) {
      values.write(flags);
    }
    if (mostRepetition > 0) {
      page.writeBytes(repetition.bytes());
    }
    if (mostDefinition > 0) {
      page.writeBytes(definition.bytes());
    }
    page.writeBytes(values.toByteArray());
    repetition.clear();
    definition.clear();
    values.reset();
    flags = 0;
    flagCount = 0;
    entries = 0;
    return page.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail like this", e);
    }
    return out.toByteArray();
  }

  /** Levels as runs of the hybrid encoding, with their length before them. */
  private static final class Levels {

    private final ByteArrayOutputStream runs = new ByteArrayOutputStream();
    private int level;
    private int count;

    void add(int next) {
      if (count > 0 && next != level) {
        end();
      }
      level = next;
      count++;
    }

    private void end() {
      int rest = count << 1;
      while ((rest & ~0x7F) != 0) {
        runs.write(rest & 0x7F | 0x80);
        rest >>>= 7;
      }
      runs.write(rest);
      // Levels stay below 256: one byte whatever the width in bits.
      runs.write(level);
      count = 0;
    }

    byte[] bytes() {
      if (count > 0) {
        end();
      }
      return ByteBuffer.allocate(4 + runs.size())
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(runs.size())
          .put(runs.toByteArray())
          .array();
    }

    void clear() {
      runs.reset();
      count = 0;
    }
  }
}
