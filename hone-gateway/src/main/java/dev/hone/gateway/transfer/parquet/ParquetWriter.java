package dev.hone.gateway.transfer.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Writes rows, given as JSON objects, into a Parquet file: one page for each column of a row group,
 * compressed with gzip. Fields of a row that the schema does not have are left out. Used by one
 * thread; the file is whole only after {@link #close}.
 */
public final class ParquetWriter implements AutoCloseable {

  /** A row group is written when its columns hold about so many bytes. */
  static final long ROW_GROUP_BYTES = 32L << 20;

  /** … or so many rows. */
  static final int ROW_GROUP_ROWS = 100_000;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int UTF8 = 0;
  private static final int LIST = 3;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;

  private record Chunk(long offset, int entries, long plainBytes, long bytes) {}

  private record RowGroup(List<Chunk> chunks, int rows) {}

  private final OutputStream out;
  private final List<ParquetField> fields;
  private final Shredder shredder;
  private final List<RowGroup> groups = new ArrayList<>();
  private long position;
  private int rows;

  /**
   * Begins a file.
   *
   * @param out closed with the writer
   */
  public ParquetWriter(OutputStream out, List<ParquetField> fields) throws IOException {
    this.out = out;
    this.fields = List.copyOf(fields);
    this.shredder = new Shredder(fields);
    write(MAGIC);
  }

  public void add(JsonNode row) throws IOException {
    shredder.add(row);
    rows++;
    if (rows >= ROW_GROUP_ROWS
        || shredder.columns().stream().mapToLong(Column::size).sum() >= ROW_GROUP_BYTES) {
      endGroup();
    }
  }

  private void endGroup() throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    for (Column column : shredder.columns()) {
      int entries = column.entries();
      byte[] plain = column.page();
      byte[] page = Column.gzip(plain);
      byte[] header = pageHeader(entries, plain.length, page.length);
      chunks.add(
          new Chunk(
              position,
              entries,
              (long) header.length + plain.length,
              (long) header.length + page.length));
      write(header);
      write(page);
    }
    groups.add(new RowGroup(chunks, rows));
    rows = 0;
  }

  private static byte[] pageHeader(int entries, int plainBytes, int bytes) {
    return new CompactThrift()
        .i32(1, 0)
        .i32(2, plainBytes)
        .i32(3, bytes)
        .struct(5)
        .i32(1, entries)
        .i32(2, PLAIN)
        .i32(3, RLE)
        .i32(4, RLE)
        .end()
        .end()
        .bytes();
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  /** Writes what has gathered, the schema and the places of the columns. */
  @Override
  public void close() throws IOException {
    try (out) {
      if (rows > 0) {
        endGroup();
      }
      byte[] footer = footer();
      write(footer);
      write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
      write(MAGIC);
    }
  }

  private byte[] footer() {
    CompactThrift footer = new CompactThrift().i32(1, 1);
    footer.structs(2, 1 + fields.stream().mapToInt(ParquetWriter::elements).sum());
    footer.element().text(4, "hone").i32(5, fields.size()).end();
    fields.forEach(field -> schema(footer, field));
    footer.i64(3, groups.stream().mapToLong(RowGroup::rows).sum());
    footer.structs(4, groups.size());
    for (RowGroup group : groups) {
      footer.element().structs(1, group.chunks().size());
      for (int i = 0; i < group.chunks().size(); i++) {
        chunk(footer, shredder.columns().get(i), group.chunks().get(i));
      }
      footer.i64(2, group.chunks().stream().mapToLong(Chunk::plainBytes).sum());
      footer.i64(3, group.rows()).end();
    }
    return footer.text(6, "hone").end().bytes();
  }

  private static void chunk(CompactThrift footer, Column column, Chunk chunk) {
    footer.element().i64(2, chunk.offset()).struct(3);
    footer.i32(1, column.kind().physical).i32s(2, PLAIN, RLE);
    footer.texts(3, column.path(), column.path().size()).i32(4, GZIP);
    footer.i64(5, chunk.entries()).i64(6, chunk.plainBytes()).i64(7, chunk.bytes());
    footer.i64(9, chunk.offset()).end().end();
  }

  /** How many elements of the schema a field takes. */
  private static int elements(ParquetField field) {
    return switch (field) {
      case ParquetField.Leaf leaf -> 1;
      case ParquetField.Group group ->
          1 + group.fields().stream().mapToInt(ParquetWriter::elements).sum();
      case ParquetField.Many many -> 2 + elements(many.element());
    };
  }

  private static void schema(CompactThrift footer, ParquetField field) {
    footer.element();
    switch (field) {
      case ParquetField.Leaf(String name, ParquetField.Kind kind) -> {
        footer.i32(1, kind.physical).i32(3, OPTIONAL).text(4, name);
        if (kind == ParquetField.Kind.TEXT) {
          footer.i32(6, UTF8).struct(10).struct(1).end().end();
        }
        footer.end();
      }
      case ParquetField.Group(String name, List<ParquetField> fields) -> {
        footer.i32(3, OPTIONAL).text(4, name).i32(5, fields.size()).end();
        fields.forEach(one -> schema(footer, one));
      }
      case ParquetField.Many(String name, ParquetField element) -> {
        footer.i32(3, OPTIONAL).text(4, name).i32(5, 1).i32(6, LIST);
        footer.struct(10).struct(3).end().end().end();
        footer.element().i32(3, REPEATED).text(4, "list").i32(5, 1).end();
        schema(footer, Shredder.named(element));
      }
    }
  }
}
