package dev.hone.learn.simulate;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Where the value of a {@code {name}} comes from. */
public sealed interface Slot {

  /** One of a list. */
  record OneOf(List<String> values) implements Slot {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** A whole number, both ends included. */
  record Between(int from, int to) implements Slot {}

  /** A formula over whole numbers drawn before it. */
  record Computed(Arithmetic formula) implements Slot {}

  /** Draws of one request after which a formula that never comes out whole is given up. */
  int MOST_DRAWS = 1_000;

  /**
   * Draws a value for every name, in the order of the map.
   *
   * @throws IllegalStateException if a formula has no whole result in {@link #MOST_DRAWS} draws
   */
  static Map<String, String> draw(Map<String, Slot> slots, SplittableRandom random) {
    for (int i = 0; i < MOST_DRAWS; i++) {
      Map<String, String> values = new java.util.LinkedHashMap<>();
      boolean whole = true;
      for (Map.Entry<String, Slot> slot : slots.entrySet()) {
        switch (slot.getValue()) {
          case OneOf(List<String> list) ->
              values.put(slot.getKey(), list.get(random.nextInt(list.size())));
          case Between(int from, int to) ->
              values.put(slot.getKey(), String.valueOf(random.nextLong(from, to + 1L)));
          case Computed(Arithmetic formula) -> {
            OptionalLong result = formula.of(values);
            whole &= result.isPresent();
            values.put(slot.getKey(), String.valueOf(result.orElse(0)));
          }
        }
      }
      if (whole) {
        return values;
      }
    }
    throw new IllegalStateException(
        "no whole number came of " + slots.keySet() + " in " + MOST_DRAWS + " draws");
  }
}
