package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** What mappings and lists can do, as in Python; nothing that would change them. */
final class MappingMethods {

  private MappingMethods() {}

  static Value call(Value.Mapping mapping, String name, Arguments given) {
    return switch (name) {
      case "items" -> items(mapping);
      case "keys" -> new Value.Items(Operations.items(mapping, given.line()));
      case "values" -> new Value.Items(List.copyOf(mapping.entries().values()));
      case "get" ->
          mapping
              .entries()
              .getOrDefault(
                  Operations.print(given.get(0, "key")).characters(),
                  given.get(1, "default", Value.nothing()));
      default -> throw Faults.template(given.line(), "mappings have no method '" + name + "'");
    };
  }

  static boolean has(String name) {
    return switch (name) {
      case "items", "keys", "values", "get" -> true;
      default -> false;
    };
  }

  static boolean listHas(String name) {
    return name.equals("count") || name.equals("index");
  }

  static Value items(Value.Mapping mapping) {
    List<Value> pairs = new ArrayList<>();
    mapping
        .entries()
        .forEach((key, value) -> pairs.add(new Value.Items(List.of(mapping.key(key), value))));
    return new Value.Items(pairs);
  }

  static Value callList(Value.Items list, String name, Arguments given) {
    return switch (name) {
      case "count" ->
          Value.of(
              list.values().stream()
                  .filter(item -> Operations.same(item, given.get(0, "value")))
                  .count());
      case "index" -> {
        for (int i = 0; i < list.values().size(); i++) {
          if (Operations.same(list.values().get(i), given.get(0, "value"))) {
            yield Value.of(i);
          }
        }
        yield given.fail("the list does not hold the value");
      }
      default ->
          throw Faults.template(
              given.line(), "lists have no method '" + name + "' here; they cannot be changed");
    };
  }
}
