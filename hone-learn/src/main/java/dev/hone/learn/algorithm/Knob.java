package dev.hone.learn.algorithm;

import java.util.List;
import java.util.Locale;

/**
 * A number, switch or choice of an algorithm.
 *
 * @param name as configuration and vectors write it
 * @param fallback value where nobody sets it
 * @param source where the default is from
 */
public record Knob(String name, Type type, String fallback, String source) {

  /** What may stand there. */
  public sealed interface Type {

    /** For tables and messages. */
    String about();

    /** Whether a text is one of the values. */
    boolean accepts(String value);
  }

  /** A number within bounds. */
  public record Range(double least, double most, boolean whole) implements Type {
    @Override
    public String about() {
      return (whole ? "a whole number" : "a number")
          + " from "
          + write(least)
          + (most == Double.MAX_VALUE ? "" : " to " + write(most));
    }

    @Override
    public boolean accepts(String value) {
      try {
        double number = Double.parseDouble(value);
        return number >= least && number <= most && (!whole || number == Math.rint(number));
      } catch (NumberFormatException notANumber) {
        return false;
      }
    }
  }

  /** true or false. */
  public record Switch() implements Type {
    @Override
    public String about() {
      return "true or false";
    }

    @Override
    public boolean accepts(String value) {
      return value.equals("true") || value.equals("false");
    }
  }

  /** One of some words. */
  public record Choice(List<String> words) implements Type {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String about() {
      return String.join(", ", words);
    }

    @Override
    public boolean accepts(String value) {
      return words.contains(value);
    }
  }

  /** 1 instead of 1.0, 1e-6 instead of 1.0E-6. */
  private static String write(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  static Knob number(String name, double least, double most, double fallback, String source) {
    return new Knob(name, new Range(least, most, false), write(fallback), source);
  }

  static Knob whole(String name, int least, int most, int fallback, String source) {
    return new Knob(name, new Range(least, most, true), Integer.toString(fallback), source);
  }

  static Knob flag(String name, boolean fallback, String source) {
    return new Knob(name, new Switch(), Boolean.toString(fallback), source);
  }

  static Knob choice(String name, String fallback, String source, String... words) {
    return new Knob(name, new Choice(List.of(words)), fallback, source);
  }
}
