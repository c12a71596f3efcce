package dev.hone.learn.algorithm;

import java.util.Map;
import java.util.Objects;

/** Checked values of an algorithm's knobs, by name. */
public record KnobValues(Map<String, String> byName) {

  public KnobValues {
    byName = Map.copyOf(byName);
  }

  /** A number. */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** A whole number. */
  public int whole(String name) {
    return (int) number(name);
  }

  /** A switch. */
  public boolean flag(String name) {
    return Boolean.parseBoolean(text(name));
  }

  /** As it is written. */
  public String text(String name) {
    return Objects.requireNonNull(byName.get(name), name);
  }
}
