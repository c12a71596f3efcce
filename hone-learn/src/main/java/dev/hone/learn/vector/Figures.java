package dev.hone.learn.vector;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Named figures of a vector. Remembers what was asked for, so that a name that nobody asked for is
 * found. Numbers are narrowed to float where a check runs in float. Owned by one check.
 */
final class Figures {

  private final String kind;
  private final JsonNode node;
  private final boolean narrow;
  private final Set<String> asked = new LinkedHashSet<>();

  Figures(String kind, JsonNode node, boolean narrow) {
    this.kind = kind;
    this.node = node;
    this.narrow = narrow;
  }

  /** Names in the file that were never asked for. */
  Set<String> unknown() {
    Set<String> unknown = new TreeSet<>(node.propertyNames());
    unknown.removeAll(asked);
    return unknown;
  }

  Set<String> asked() {
    return asked;
  }

  /** All names in the file; asking for them is up to the caller. */
  List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  boolean has(String name) {
    return find(name) != null;
  }

  /** The first of several names of the same thing that is there. */
  String oneOf(String... names) {
    String found = names[0];
    for (String name : names) {
      if (has(name)) {
        found = name;
      }
    }
    return found;
  }

  double number(String name) {
    return narrow(asNumber(name, need(name)));
  }

  double number(String name, double fallback) {
    JsonNode value = find(name);
    return value == null ? fallback : narrow(asNumber(name, value));
  }

  boolean flag(String name, boolean fallback) {
    JsonNode value = find(name);
    if (value == null) {
      return fallback;
    }
    if (!value.isBoolean()) {
      throw new VectorFault(kind + " '" + name + "' must be true or false, but is " + value);
    }
    return value.asBoolean();
  }

  String text(String name, String fallback) {
    JsonNode value = find(name);
    return value == null ? fallback : value.asString().toLowerCase(Locale.ROOT);
  }

  /** Texts as they are; numbers as their text. */
  String[] texts(String name) {
    JsonNode value = need(name);
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).toArray(String[]::new)
        : new String[] {value.asString()};
  }

  /** A list of numbers; a number alone is a list of one. */
  double[] row(String name) {
    JsonNode value = need(name);
    if (value.isArray() && value.size() == 1 && value.get(0).isArray()) {
      return row(name, value.get(0));
    }
    return value.isArray() ? row(name, value) : new double[] {narrow(asNumber(name, value))};
  }

  /** Rows of numbers; a list of numbers is one row. Rows may differ in length. */
  double[][] matrix(String name) {
    return matrix(name, need(name));
  }

  double[][] matrix(String name, JsonNode value) {
    if (!value.isArray()) {
      return new double[][] {{narrow(asNumber(name, value))}};
    }
    if (value.isEmpty() || !value.get(0).isArray()) {
      return new double[][] {row(name, value)};
    }
    double[][] rows = new double[value.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(name, value.get(i));
    }
    return rows;
  }

  /** The tree itself. */
  JsonNode tree(String name) {
    return need(name);
  }

  private double[] row(String name, JsonNode value) {
    double[] row = new double[value.size()];
    for (int t = 0; t < row.length; t++) {
      row[t] = narrow(asNumber(name, value.get(t)));
    }
    return row;
  }

  private @Nullable JsonNode find(String name) {
    asked.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private JsonNode need(String name) {
    JsonNode value = find(name);
    if (value == null) {
      throw new VectorFault(kind + " '" + name + "' is missing");
    }
    return value;
  }

  /** Python writes NaN and Infinity bare; others as a text or null. */
  private double asNumber(String name, JsonNode value) {
    if (value.isNull()) {
      return Double.NaN;
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? 1 : 0;
    }
    if (value.isNumber()) {
      return value.asDouble();
    }
    return switch (value.asString("").toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new VectorFault(kind + " '" + name + "' must hold numbers, but holds " + value);
    };
  }

  private double narrow(double value) {
    return narrow ? (float) value : value;
  }
}
