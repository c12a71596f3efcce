package dev.hone.engine.text.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a template can hold. There is nothing else, and none of these leads to a Java object, so a
 * template can do nothing but make text.
 */
public sealed interface Value {

  /** A text that knows which of its characters the template wrote. */
  record Text(MarkedText text) implements Value {
    public String characters() {
      return text.characters();
    }
  }

  record Flag(boolean value) implements Value {}

  record Whole(long value) implements Value {}

  record Real(double value) implements Value {}

  record Nothing() implements Value {}

  /** A name that stands for nothing. */
  record Undefined(String name) implements Value {}

  record Items(List<Value> values) implements Value {}

  /**
   * A mapping; keys are texts.
   *
   * @param outsideKeys whether the keys came from outside
   */
  record Mapping(Map<String, Value> entries, boolean outsideKeys) implements Value {
    Value key(String name) {
      return outsideKeys ? outside(name) : own(name);
    }
  }

  /** The one thing that can change: {@code namespace()}. */
  record Namespace(LinkedHashMap<String, Value> entries) implements Value {}

  /** Something to call. */
  record Callable(String name, Function function) implements Value {}

  /** What happens at a call. */
  @FunctionalInterface
  interface Function {
    Value call(Arguments arguments);
  }

  /** A text of the template or its owner. */
  static Value own(String text) {
    return new Text(MarkedText.own(text));
  }

  /** A text from a user, a tool or a model. */
  static Value outside(String text) {
    return new Text(MarkedText.outside(text));
  }

  static Value of(boolean value) {
    return new Flag(value);
  }

  static Value of(long value) {
    return new Whole(value);
  }

  static Value nothing() {
    return new Nothing();
  }
}
