package dev.hone.engine.text.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** JSON as Python's {@code json.dumps} writes it, which is what models were trained on. */
final class JsonWriter {

  private static final int DEEPEST = 100;

  private final int indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sortKeys;
  private final boolean asciiOnly;
  private final int line;
  private final StringBuilder out = new StringBuilder();

  private JsonWriter(Arguments arguments) {
    indent =
        arguments.get(1, "indent", Value.nothing()) instanceof Value.Nothing
            ? -1
            : arguments.integer(1, "indent", -1);
    List<String> separators = new ArrayList<>();
    if (arguments.named().get("separators") instanceof Value.Items items) {
      for (Value item : items.values()) {
        separators.add(Operations.print(item).characters());
      }
    }
    if (separators.size() == 2) {
      itemSeparator = separators.get(0);
      keySeparator = separators.get(1);
    } else {
      itemSeparator = indent >= 0 ? "," : ", ";
      keySeparator = ": ";
    }
    sortKeys = Operations.truth(arguments.named().getOrDefault("sort_keys", Value.of(false)));
    asciiOnly = Operations.truth(arguments.named().getOrDefault("ensure_ascii", Value.of(false)));
    line = arguments.line();
  }

  /** The filter {@code tojson(indent, separators, sort_keys, ensure_ascii)}; all of it outside. */
  static Value write(Arguments arguments) {
    JsonWriter writer = new JsonWriter(arguments);
    writer.value(arguments.get(0, "value"), 0);
    return Value.outside(writer.out.toString());
  }

  private void value(Value value, int depth) {
    if (depth > DEEPEST) {
      throw Faults.refused("a JSON value is nested deeper than " + DEEPEST);
    }
    switch (value) {
      case Value.Text text -> string(text.characters());
      case Value.Flag flag -> out.append(flag.value());
      case Value.Whole whole -> out.append(whole.value());
      case Value.Real real -> out.append(number(real.value()));
      case Value.Nothing none -> out.append("null");
      case Value.Items items -> {
        List<Runnable> parts = new ArrayList<>();
        for (Value item : items.values()) {
          parts.add(() -> value(item, depth + 1));
        }
        enclosed('[', parts, ']', depth);
      }
      case Value.Mapping mapping -> {
        Map<String, Value> entries =
            sortKeys ? new TreeMap<>(mapping.entries()) : mapping.entries();
        List<Runnable> parts = new ArrayList<>();
        entries.forEach(
            (key, entry) ->
                parts.add(
                    () -> {
                      string(key);
                      out.append(keySeparator);
                      value(entry, depth + 1);
                    }));
        enclosed('{', parts, '}', depth);
      }
      case Value.Undefined undefined -> throw noJson(value);
      case Value.Namespace namespace -> throw noJson(value);
      case Value.Callable callable -> throw noJson(value);
    }
  }

  private RuntimeException noJson(Value value) {
    return Faults.template(line, "tojson: cannot write " + Operations.kind(value) + " as JSON");
  }

  private void enclosed(char open, List<Runnable> parts, char close, int depth) {
    out.append(open);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(itemSeparator);
      }
      newLine(depth + 1);
      parts.get(i).run();
    }
    if (!parts.isEmpty()) {
      newLine(depth);
    }
    out.append(close);
  }

  private void newLine(int depth) {
    if (indent >= 0) {
      out.append('\n').repeat(' ', indent * depth);
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || (asciiOnly && c > '~')) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A floating number as Python writes it: {@code 1.0}, {@code 0.5}, {@code 1e-07}. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      String text = Double.toString(value).replace(".0E", "E").replace("E", "e");
      int exponent = text.indexOf('e') + 1;
      String digits = text.substring(exponent).replace("-", "");
      String sign = text.charAt(exponent) == '-' ? "-" : "+";
      return text.substring(0, exponent) + sign + (digits.length() < 2 ? "0" : "") + digits;
    }
    String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }
}
