package dev.hone.engine.text.jinja;

import java.util.List;
import java.util.Map;

/**
 * The arguments of one call of a function, method, filter or test.
 *
 * @param what is called, for errors
 */
record Arguments(String what, int line, List<Value> positional, Map<String, Value> named) {

  int count() {
    return positional.size();
  }

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  Value get(int index, String name) {
    Value value = index < positional.size() ? positional.get(index) : named.get(name);
    if (value == null) {
      throw Faults.template(line, what + " needs the argument '" + name + "'");
    }
    return value;
  }

  Value get(int index, String name, Value otherwise) {
    return has(index, name) ? get(index, name) : otherwise;
  }

  MarkedText text(int index, String name) {
    return get(index, name) instanceof Value.Text text
        ? text.text()
        : fail(name + " must be a text");
  }

  int integer(int index, String name, int otherwise) {
    Value value = get(index, name, Value.of(otherwise));
    return value instanceof Value.Whole whole
        ? Math.clamp(whole.value(), Integer.MIN_VALUE, Integer.MAX_VALUE)
        : this.<Integer>fail(name + " must be a whole number");
  }

  <T> T fail(String message) {
    throw Faults.template(line, what + ": " + message);
  }
}
