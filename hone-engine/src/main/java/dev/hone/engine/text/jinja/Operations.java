package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What values mean: truth, equality, order, arithmetic, and how they print (as in Python). */
final class Operations {

  private Operations() {}

  static boolean truth(Value value) {
    return switch (value) {
      case Value.Text text -> text.text().length() > 0;
      case Value.Flag flag -> flag.value();
      case Value.Whole whole -> whole.value() != 0;
      case Value.Real real -> real.value() != 0;
      case Value.Nothing none -> false;
      case Value.Undefined undefined -> false;
      case Value.Items items -> !items.values().isEmpty();
      case Value.Mapping mapping -> !mapping.entries().isEmpty();
      case Value.Namespace namespace -> true;
      case Value.Callable callable -> true;
    };
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Whole
        || value instanceof Value.Real
        || value instanceof Value.Flag;
  }

  static double number(Value value) {
    return switch (value) {
      case Value.Whole whole -> whole.value();
      case Value.Real real -> real.value();
      case Value.Flag flag -> flag.value() ? 1 : 0;
      case Value.Text text -> Double.NaN;
      case Value.Nothing none -> Double.NaN;
      case Value.Undefined undefined -> Double.NaN;
      case Value.Items items -> Double.NaN;
      case Value.Mapping mapping -> Double.NaN;
      case Value.Namespace namespace -> Double.NaN;
      case Value.Callable callable -> Double.NaN;
    };
  }

  static boolean same(Value left, Value right) {
    if (isNumber(left) && isNumber(right)) {
      return number(left) == number(right);
    }
    return switch (left) {
      case Value.Text text ->
          right instanceof Value.Text other && other.characters().equals(text.characters());
      case Value.Nothing none -> right instanceof Value.Nothing;
      case Value.Undefined undefined -> right instanceof Value.Undefined;
      case Value.Items items ->
          right instanceof Value.Items other && sameItems(items.values(), other.values());
      case Value.Mapping mapping ->
          right instanceof Value.Mapping other && sameEntries(mapping.entries(), other.entries());
      case Value.Flag flag -> false;
      case Value.Whole whole -> false;
      case Value.Real real -> false;
      case Value.Namespace namespace -> namespace == right;
      case Value.Callable callable -> callable == right;
    };
  }

  private static boolean sameItems(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!same(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameEntries(Map<String, Value> left, Map<String, Value> right) {
    if (!left.keySet().equals(right.keySet())) {
      return false;
    }
    for (Map.Entry<String, Value> entry : left.entrySet()) {
      Value other = right.get(entry.getKey());
      if (other == null || !same(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  static int order(Value left, Value right, int line) {
    if (isNumber(left) && isNumber(right)) {
      return Double.compare(number(left), number(right));
    }
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return a.characters().compareTo(b.characters());
    }
    throw Faults.template(line, "cannot order " + kind(left) + " and " + kind(right));
  }

  static boolean contains(Value container, Value part, int line) {
    return switch (container) {
      case Value.Text text ->
          part instanceof Value.Text other && text.characters().contains(other.characters());
      case Value.Items items -> items.values().stream().anyMatch(item -> same(item, part));
      case Value.Mapping mapping ->
          part instanceof Value.Text key && mapping.entries().containsKey(key.characters());
      case Value.Namespace namespace ->
          part instanceof Value.Text key && namespace.entries().containsKey(key.characters());
      case Value.Undefined undefined -> false;
      case Value.Flag flag -> noContainer(container, line);
      case Value.Whole whole -> noContainer(container, line);
      case Value.Real real -> noContainer(container, line);
      case Value.Nothing none -> noContainer(container, line);
      case Value.Callable callable -> noContainer(container, line);
    };
  }

  private static boolean noContainer(Value container, int line) {
    throw Faults.template(line, "cannot look into " + kind(container));
  }

  /** What a loop over the value sees. */
  static List<Value> items(Value value, int line) {
    return switch (value) {
      case Value.Items items -> items.values();
      case Value.Mapping mapping -> mapping.entries().keySet().stream().map(mapping::key).toList();
      case Value.Text text -> characters(text.text());
      case Value.Undefined undefined -> List.of();
      case Value.Flag flag -> noItems(value, line);
      case Value.Whole whole -> noItems(value, line);
      case Value.Real real -> noItems(value, line);
      case Value.Nothing none -> noItems(value, line);
      case Value.Namespace namespace -> noItems(value, line);
      case Value.Callable callable -> noItems(value, line);
    };
  }

  private static List<Value> noItems(Value value, int line) {
    throw Faults.template(line, "cannot go through " + kind(value));
  }

  private static List<Value> characters(MarkedText text) {
    List<Value> result = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int width = Character.charCount(text.characters().codePointAt(at));
      result.add(new Value.Text(text.substring(at, at + width)));
      at += width;
    }
    return result;
  }

  static Value arithmetic(String operator, Value left, Value right, int line) {
    if (operator.equals("~")) {
      return new Value.Text(print(left).plus(print(right)));
    }
    if (operator.equals("+") && left instanceof Value.Text a && right instanceof Value.Text b) {
      return new Value.Text(a.text().plus(b.text()));
    }
    if (operator.equals("+") && left instanceof Value.Items a && right instanceof Value.Items b) {
      List<Value> both = new ArrayList<>(a.values());
      both.addAll(b.values());
      return new Value.Items(both);
    }
    if (operator.equals("*")
        && left instanceof Value.Text text
        && right instanceof Value.Whole times) {
      return repeat(text.text(), times.value(), line);
    }
    if (!isNumber(left) || !isNumber(right)) {
      throw Faults.template(
          line, "cannot compute " + kind(left) + " " + operator + " " + kind(right));
    }
    boolean real = left instanceof Value.Real || right instanceof Value.Real;
    if (!real && !operator.equals("/")) {
      return whole(operator, (long) number(left), (long) number(right), line);
    }
    double a = number(left);
    double b = number(right);
    if (b == 0 && operator.equals("/")) {
      throw Faults.template(line, "division by zero");
    }
    return new Value.Real(
        switch (operator) {
          case "+" -> a + b;
          case "-" -> a - b;
          case "*" -> a * b;
          case "/" -> a / b;
          case "//" -> Math.floor(a / b);
          case "%" -> a - b * Math.floor(a / b);
          case "**" -> Math.pow(a, b);
          default -> throw Faults.template(line, "unknown operator " + operator);
        });
  }

  private static Value repeat(MarkedText text, long times, int line) {
    long count = Math.max(times, 0);
    if (count * text.length() > Template.LONGEST_OUTPUT) {
      throw Faults.template(line, "a text would be longer than " + Template.LONGEST_OUTPUT);
    }
    MarkedText.Builder out = new MarkedText.Builder();
    for (long i = 0; i < count; i++) {
      out.append(text);
    }
    return new Value.Text(out.build());
  }

  private static Value whole(String operator, long a, long b, int line) {
    if (b == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw Faults.template(line, "division by zero");
    }
    return switch (operator) {
      case "+" -> Value.of(a + b);
      case "-" -> Value.of(a - b);
      case "*" -> Value.of(a * b);
      case "//" -> Value.of(Math.floorDiv(a, b));
      case "%" -> Value.of(Math.floorMod(a, b));
      case "**" -> b < 0 ? new Value.Real(Math.pow(a, b)) : Value.of((long) Math.pow(a, b));
      default -> throw Faults.template(line, "unknown operator " + operator);
    };
  }

  /** How {@code {{ value }}} prints it. */
  static MarkedText print(Value value) {
    return switch (value) {
      case Value.Text text -> text.text();
      case Value.Undefined undefined -> MarkedText.EMPTY;
      case Value.Flag flag -> MarkedText.own(flag.value() ? "True" : "False");
      case Value.Whole whole -> MarkedText.own(Long.toString(whole.value()));
      case Value.Real real -> MarkedText.own(JsonWriter.number(real.value()));
      case Value.Nothing none -> MarkedText.own("None");
      case Value.Items items -> MarkedText.outside(quoted(items));
      case Value.Mapping mapping -> MarkedText.outside(quoted(mapping));
      case Value.Namespace namespace -> MarkedText.own("<Namespace>");
      case Value.Callable callable -> MarkedText.own("<" + callable.name() + ">");
    };
  }

  private static String quoted(Value value) {
    return switch (value) {
      case Value.Text text -> quoted(text.characters());
      case Value.Items items -> {
        List<String> parts = items.values().stream().map(Operations::quoted).toList();
        yield "[" + String.join(", ", parts) + "]";
      }
      case Value.Mapping mapping -> {
        List<String> parts = new ArrayList<>();
        mapping.entries().forEach((key, entry) -> parts.add(quoted(key) + ": " + quoted(entry)));
        yield "{" + String.join(", ", parts) + "}";
      }
      case Value.Undefined undefined -> "Undefined";
      case Value.Flag flag -> print(flag).characters();
      case Value.Whole whole -> print(whole).characters();
      case Value.Real real -> print(real).characters();
      case Value.Nothing none -> print(none).characters();
      case Value.Namespace namespace -> print(namespace).characters();
      case Value.Callable callable -> print(callable).characters();
    };
  }

  private static String quoted(String text) {
    boolean doubleQuotes = text.contains("'") && !text.contains("\"");
    String escaped =
        text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r");
    return doubleQuotes ? '"' + escaped + '"' : "'" + escaped.replace("'", "\\'") + "'";
  }

  static String kind(Value value) {
    return switch (value) {
      case Value.Text text -> "a text";
      case Value.Flag flag -> "a truth value";
      case Value.Whole whole -> "a number";
      case Value.Real real -> "a number";
      case Value.Nothing none -> "none";
      case Value.Undefined undefined -> "'" + undefined.name() + "', which is undefined,";
      case Value.Items items -> "a list";
      case Value.Mapping mapping -> "a mapping";
      case Value.Namespace namespace -> "a namespace";
      case Value.Callable callable -> "the function " + callable.name();
    };
  }
}
