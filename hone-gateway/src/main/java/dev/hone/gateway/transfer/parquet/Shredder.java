package dev.hone.gateway.transfer.parquet;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Takes rows apart into columns. For each leaf a row gives one entry or more: the repetition level
 * says at which list a new element begins, the definition level how much of the way to the value is
 * there (Dremel's encoding, as Parquet specifies it).
 */
final class Shredder {

  private final List<Column> columns = new ArrayList<>();
  private final Node root;

  private sealed interface Node {
    void write(JsonNode value, int repeats, int defined);

    void missing(int repeats, int defined);
  }

  Shredder(List<ParquetField> fields) {
    root =
        new Fields(
            fields.stream().map(field -> node(field, List.of(), 0, 0)).toList(),
            fields.stream().map(ParquetField::name).toList());
  }

  List<Column> columns() {
    return columns;
  }

  void add(JsonNode row) {
    root.write(row, 0, 0);
  }

  private Node node(ParquetField field, List<String> above, int repetition, int definition) {
    // Each field is optional, which is one level of definition.
    int defined = definition + 1;
    return switch (field) {
      case ParquetField.Leaf(String name, ParquetField.Kind kind) -> {
        Column column = new Column(kind, path(above, name), repetition, defined);
        columns.add(column);
        yield new Value(column, defined);
      }
      case ParquetField.Group(String name, List<ParquetField> fields) -> {
        List<String> path = path(above, name);
        yield new Optional(
            new Fields(
                fields.stream().map(one -> node(one, path, repetition, defined)).toList(),
                fields.stream().map(ParquetField::name).toList()),
            defined);
      }
      case ParquetField.Many(String name, ParquetField element) -> {
        List<String> path = path(path(above, name), "list");
        // The list's own level, and one for there being elements.
        Node of = node(named(element), path, repetition + 1, defined + 1);
        yield new Repeated(of, repetition + 1, defined);
      }
    };
  }

  /** The name that the format gives to elements. */
  static ParquetField named(ParquetField element) {
    return switch (element) {
      case ParquetField.Leaf(String name, ParquetField.Kind kind) ->
          new ParquetField.Leaf("element", kind);
      case ParquetField.Group(String name, List<ParquetField> fields) ->
          new ParquetField.Group("element", fields);
      case ParquetField.Many(String name, ParquetField inner) ->
          new ParquetField.Many("element", inner);
    };
  }

  private static List<String> path(List<String> above, String name) {
    List<String> path = new ArrayList<>(above);
    path.add(name);
    return List.copyOf(path);
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private record Value(Column column, int defined) implements Node {
    @Override
    public void write(JsonNode value, int repeats, int reached) {
      if (absent(value)) {
        column.missing(repeats, reached);
      } else {
        column.add(value, repeats);
      }
    }

    @Override
    public void missing(int repeats, int reached) {
      column.missing(repeats, reached);
    }
  }

  private record Optional(Fields fields, int defined) implements Node {
    @Override
    public void write(JsonNode value, int repeats, int reached) {
      if (value.isObject()) {
        fields.write(value, repeats, defined);
      } else {
        fields.missing(repeats, reached);
      }
    }

    @Override
    public void missing(int repeats, int reached) {
      fields.missing(repeats, reached);
    }
  }

  private record Fields(List<Node> nodes, List<String> names) implements Node {
    @Override
    public void write(JsonNode value, int repeats, int reached) {
      for (int i = 0; i < nodes.size(); i++) {
        JsonNode field = value.get(names.get(i));
        nodes.get(i).write(field == null ? MissingNode.getInstance() : field, repeats, reached);
      }
    }

    @Override
    public void missing(int repeats, int reached) {
      nodes.forEach(node -> node.missing(repeats, reached));
    }
  }

  /**
   * A list.
   *
   * @param level its repetition level
   * @param defined the definition level of a list that is there but empty
   */
  private record Repeated(Node element, int level, int defined) implements Node {
    @Override
    public void write(JsonNode value, int repeats, int reached) {
      if (!value.isArray()) {
        element.missing(repeats, reached);
      } else if (value.isEmpty()) {
        element.missing(repeats, defined);
      } else {
        for (int i = 0; i < value.size(); i++) {
          element.write(value.get(i), i == 0 ? repeats : level, defined + 1);
        }
      }
    }

    @Override
    public void missing(int repeats, int reached) {
      element.missing(repeats, reached);
    }
  }
}
