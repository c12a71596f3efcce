package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** The filters that chat templates use. */
final class Filters {

  private final Evaluator evaluator;

  Filters(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Applies a filter; the value is the first argument. */
  Value apply(String name, Arguments given) {
    Value value = given.get(0, "value");
    int line = given.line();
    return switch (name) {
      case "tojson" -> JsonWriter.write(given);
      case "trim" -> TextMethods.call(Operations.print(value), "strip", rest(given));
      case "upper", "lower", "title", "capitalize", "replace" ->
          TextMethods.call(Operations.print(value), name, rest(given));
      case "length", "count" -> Value.of(length(value, line));
      case "default", "d" -> {
        boolean anyFalse = Operations.truth(given.get(2, "boolean", Value.of(false)));
        boolean missing =
            value instanceof Value.Undefined || (anyFalse && !Operations.truth(value));
        yield missing ? given.get(1, "default_value", Value.own("")) : value;
      }
      case "join" -> join(given);
      case "first" -> end(Operations.items(value, line), true);
      case "last" -> end(Operations.items(value, line), false);
      case "list" -> new Value.Items(Operations.items(value, line));
      case "string" -> new Value.Text(Operations.print(value));
      case "safe", "escape", "e", "forceescape" -> value;
      case "int" -> Value.of((long) toNumber(value, given));
      case "float" -> new Value.Real(toNumber(value, given));
      case "abs" ->
          value instanceof Value.Whole whole
              ? Value.of(Math.abs(whole.value()))
              : new Value.Real(Math.abs(Operations.number(value)));
      case "round" -> new Value.Real(round(value, given));
      case "items" -> items(value, given);
      case "dictsort" -> dictSort(value, given);
      case "reverse" -> reverse(value, line);
      case "sort" -> sort(given);
      case "unique" -> unique(Operations.items(value, line));
      case "map" -> map(given);
      case "select", "reject" -> select(given, name.equals("select"), false);
      case "selectattr", "rejectattr" -> select(given, name.equals("selectattr"), true);
      case "min" -> extreme(Operations.items(value, line), line, -1);
      case "max" -> extreme(Operations.items(value, line), line, 1);
      case "sum" -> {
        Value total = Value.of(0);
        for (Value item : Operations.items(value, line)) {
          total = Operations.arithmetic("+", total, item, line);
        }
        yield total;
      }
      case "indent" -> indent(given);
      case "wordcount" ->
          Value.of(
              Operations.print(value).characters().isBlank()
                  ? 0
                  : Operations.print(value).characters().strip().split("\\s+").length);
      default -> throw Faults.template(line, "the filter '" + name + "' is not supported");
    };
  }

  private static Arguments rest(Arguments given) {
    return new Arguments(
        given.what(), given.line(), given.positional().subList(1, given.count()), given.named());
  }

  static long length(Value value, int line) {
    return switch (value) {
      case Value.Text text -> text.characters().codePointCount(0, text.characters().length());
      case Value.Mapping mapping -> mapping.entries().size();
      default -> Operations.items(value, line).size();
    };
  }

  private Value join(Arguments given) {
    MarkedText separator = Operations.print(given.get(1, "d", Value.own("")));
    List<Value> items = Operations.items(given.get(0, "value"), given.line());
    Value attribute = given.get(2, "attribute", Value.nothing());
    if (attribute instanceof Value.Text) {
      items = items.stream().map(item -> attribute(item, attribute, given.line())).toList();
    }
    return TextMethods.join(separator, items);
  }

  private static Value end(List<Value> items, boolean first) {
    if (items.isEmpty()) {
      return new Value.Undefined("an item of an empty list");
    }
    return first ? items.getFirst() : items.getLast();
  }

  private static double toNumber(Value value, Arguments given) {
    if (Operations.isNumber(value)) {
      return Operations.number(value);
    }
    try {
      return Double.parseDouble(Operations.print(value).characters().strip());
    } catch (NumberFormatException e) {
      // The filter's own rule: what is no number becomes the default.
      return Operations.number(given.get(1, "default", Value.of(0)));
    }
  }

  private static double round(Value value, Arguments given) {
    double scale = Math.pow(10, given.integer(1, "precision", 0));
    return Math.rint(Operations.number(value) * scale) / scale;
  }

  private static Value items(Value value, Arguments given) {
    if (value instanceof Value.Undefined) {
      return new Value.Items(List.of());
    }
    return value instanceof Value.Mapping mapping
        ? MappingMethods.items(mapping)
        : given.fail("only a mapping has items, not " + Operations.kind(value));
  }

  private static Value dictSort(Value value, Arguments given) {
    if (!(value instanceof Value.Mapping mapping)) {
      return given.fail("only a mapping can be sorted by key, not " + Operations.kind(value));
    }
    LinkedHashMap<String, Value> sorted = new LinkedHashMap<>();
    mapping.entries().keySet().stream()
        .sorted(Comparator.comparing((String key) -> key.toLowerCase(Locale.ROOT)))
        .forEach(key -> sorted.put(key, mapping.entries().getOrDefault(key, Value.nothing())));
    return MappingMethods.items(new Value.Mapping(sorted, mapping.outsideKeys()));
  }

  private static Value reverse(Value value, int line) {
    List<Value> items = new ArrayList<>(Operations.items(value, line));
    Collections.reverse(items);
    return value instanceof Value.Text
        ? TextMethods.join(MarkedText.EMPTY, items)
        : new Value.Items(items);
  }

  private Value sort(Arguments given) {
    int line = given.line();
    List<Value> items = new ArrayList<>(Operations.items(given.get(0, "value"), line));
    Value attribute = given.named().getOrDefault("attribute", Value.nothing());
    boolean reverse = Operations.truth(given.get(1, "reverse", Value.of(false)));
    Comparator<Value> order =
        (left, right) ->
            attribute instanceof Value.Text
                ? order(attribute(left, attribute, line), attribute(right, attribute, line), line)
                : order(left, right, line);
    items.sort(reverse ? order.reversed() : order);
    return new Value.Items(items);
  }

  /** Texts are sorted without regard to case, as Jinja does. */
  private static int order(Value left, Value right, int line) {
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return a.characters()
          .toLowerCase(Locale.ROOT)
          .compareTo(b.characters().toLowerCase(Locale.ROOT));
    }
    return Operations.order(left, right, line);
  }

  private static Value unique(List<Value> items) {
    List<Value> kept = new ArrayList<>();
    for (Value item : items) {
      if (kept.stream().noneMatch(other -> Operations.same(other, item))) {
        kept.add(item);
      }
    }
    return new Value.Items(kept);
  }

  private static Value extreme(List<Value> items, int line, int sign) {
    Value best = end(items, true);
    for (Value item : items) {
      if (Operations.order(item, best, line) * sign > 0) {
        best = item;
      }
    }
    return best;
  }

  private Value map(Arguments given) {
    List<Value> results = new ArrayList<>();
    Value attribute = given.named().get("attribute");
    for (Value item : Operations.items(given.get(0, "value"), given.line())) {
      if (attribute != null) {
        Value found = attribute(item, attribute, given.line());
        Value otherwise = given.named().get("default");
        results.add(found instanceof Value.Undefined && otherwise != null ? otherwise : found);
      } else {
        List<Value> arguments = new ArrayList<>();
        arguments.add(item);
        arguments.addAll(given.positional().subList(2, given.count()));
        results.add(
            apply(
                given.text(1, "filter").characters(),
                new Arguments(given.what(), given.line(), arguments, given.named())));
      }
    }
    return new Value.Items(results);
  }

  private Value select(Arguments given, boolean wanted, boolean byAttribute) {
    int testAt = byAttribute ? 2 : 1;
    List<Value> kept = new ArrayList<>();
    for (Value item : Operations.items(given.get(0, "value"), given.line())) {
      Value tested = byAttribute ? attribute(item, given.get(1, "attribute"), given.line()) : item;
      boolean holds;
      if (given.count() > testAt) {
        List<Value> arguments = new ArrayList<>();
        arguments.add(tested);
        arguments.addAll(given.positional().subList(testAt + 1, given.count()));
        holds =
            Tests.holds(
                given.text(testAt, "test").characters(),
                new Arguments(given.what(), given.line(), arguments, given.named()));
      } else {
        holds = Operations.truth(tested);
      }
      if (holds == wanted) {
        kept.add(item);
      }
    }
    return new Value.Items(kept);
  }

  private Value attribute(Value item, Value path, int line) {
    Value value = item;
    for (String name : Operations.print(path).characters().split("\\.")) {
      value = evaluator.attribute(value, name, line);
    }
    return value;
  }

  private static Value indent(Arguments given) {
    MarkedText text = Operations.print(given.get(0, "value"));
    Value width = given.get(1, "width", Value.of(4));
    MarkedText blank =
        width instanceof Value.Whole whole
            ? MarkedText.own(" ".repeat((int) Math.clamp(whole.value(), 0, 1000)))
            : Operations.print(width);
    boolean first = Operations.truth(given.get(2, "first", Value.of(false)));
    boolean blankLines = Operations.truth(given.get(3, "blank", Value.of(false)));
    MarkedText.Builder out = new MarkedText.Builder();
    int from = 0;
    while (from <= text.length()) {
      int end = text.characters().indexOf('\n', from);
      int to = end < 0 ? text.length() : end + 1;
      boolean empty = text.characters().substring(from, to).isBlank();
      if (from == 0 ? first : (!empty || blankLines)) {
        out.append(blank);
      }
      out.append(text.substring(from, to));
      if (end < 0) {
        break;
      }
      from = to;
    }
    return new Value.Text(out.build());
  }
}
