package dev.hone.app.simulate.users;

import java.util.List;
import java.util.Map;

/** A value of a file, with the place that it has there. */
sealed interface Located {

  /** Such as {@code users[0].wants}; empty for the file itself. */
  String path();

  /** From 1. */
  int line();

  /** A text, number or truth value, as it is written. */
  record Leaf(String path, int line, String text) implements Located {}

  /** A list. */
  record Items(String path, int line, List<Located> items) implements Located {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** {@code key: value} lines, in their order. */
  record Keys(String path, int line, Map<String, Located> entries) implements Located {}

  /** A key without a value. */
  record Nothing(String path, int line) implements Located {}
}
