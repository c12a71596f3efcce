package dev.hone.gateway.transfer.parquet;

import java.util.List;

/** A field of a schema. Every field may be missing, so that readers find one rule. */
public sealed interface ParquetField {

  String name();

  /** The kinds of value. */
  enum Kind {
    /** UTF-8; a JSON value that is no text is written as its JSON. */
    TEXT(6),
    /** 64 bits. */
    WHOLE(2),
    /** 64 bits. */
    REAL(5),
    FLAG(0);

    /** As the format numbers its physical types. */
    final int physical;

    Kind(int physical) {
      this.physical = physical;
    }
  }

  /** One value. */
  record Leaf(String name, Kind kind) implements ParquetField {}

  /** Fields together. */
  record Group(String name, List<ParquetField> fields) implements ParquetField {
    public Group {
      fields = List.copyOf(fields);
    }
  }

  /** Any number of elements. The element's own name is not written. */
  record Many(String name, ParquetField element) implements ParquetField {}

  static ParquetField text(String name) {
    return new Leaf(name, Kind.TEXT);
  }

  static ParquetField whole(String name) {
    return new Leaf(name, Kind.WHOLE);
  }

  static ParquetField real(String name) {
    return new Leaf(name, Kind.REAL);
  }

  static ParquetField flag(String name) {
    return new Leaf(name, Kind.FLAG);
  }

  static ParquetField group(String name, ParquetField... fields) {
    return new Group(name, List.of(fields));
  }

  static ParquetField many(String name, ParquetField element) {
    return new Many(name, element);
  }
}
