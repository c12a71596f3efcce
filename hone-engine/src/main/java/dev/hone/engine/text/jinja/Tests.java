package dev.hone.engine.text.jinja;

import java.util.Locale;

/** What {@code is} can ask. */
final class Tests {

  private Tests() {}

  static boolean holds(String name, Arguments given) {
    Value value = given.get(0, "value");
    int line = given.line();
    return switch (name) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value instanceof Value.Nothing;
      case "string" -> value instanceof Value.Text;
      case "mapping" -> value instanceof Value.Mapping;
      case "sequence", "iterable" ->
          value instanceof Value.Text
              || value instanceof Value.Items
              || value instanceof Value.Mapping
              || value instanceof Value.Undefined;
      case "boolean" -> value instanceof Value.Flag;
      case "true" -> value instanceof Value.Flag flag && flag.value();
      case "false" -> value instanceof Value.Flag flag && !flag.value();
      case "integer" -> value instanceof Value.Whole;
      case "float" -> value instanceof Value.Real;
      case "number" -> Operations.isNumber(value);
      case "callable" -> value instanceof Value.Callable;
      case "odd" -> Math.floorMod(whole(given, 0), 2L) == 1;
      case "even" -> Math.floorMod(whole(given, 0), 2L) == 0;
      case "divisibleby" -> {
        long by = whole(given, 1);
        yield by != 0 && whole(given, 0) % by == 0;
      }
      case "lower" -> text(value).equals(text(value).toLowerCase(Locale.ROOT));
      case "upper" -> text(value).equals(text(value).toUpperCase(Locale.ROOT));
      case "eq", "equalto", "==", "sameas" -> Operations.same(value, given.get(1, "other"));
      case "ne", "!=" -> !Operations.same(value, given.get(1, "other"));
      case "lt", "lessthan", "<" -> Operations.order(value, given.get(1, "other"), line) < 0;
      case "le", "<=" -> Operations.order(value, given.get(1, "other"), line) <= 0;
      case "gt", "greaterthan", ">" -> Operations.order(value, given.get(1, "other"), line) > 0;
      case "ge", ">=" -> Operations.order(value, given.get(1, "other"), line) >= 0;
      case "in" -> Operations.contains(given.get(1, "seq"), value, line);
      default -> throw Faults.template(line, "the test '" + name + "' is not supported");
    };
  }

  private static String text(Value value) {
    return Operations.print(value).characters();
  }

  private static long whole(Arguments given, int index) {
    return given.get(index, "number") instanceof Value.Whole whole
        ? whole.value()
        : given.<Long>fail("needs a whole number");
  }
}
