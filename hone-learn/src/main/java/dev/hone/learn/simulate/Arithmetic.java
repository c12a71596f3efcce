package dev.hone.learn.simulate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A formula over whole numbers: {@code + - * / % ( )}, names and numbers. A division that leaves a
 * rest has no result, so that "right" is always a whole number. Immutable and thread-safe.
 */
public final class Arithmetic {

  private static final Pattern TOKEN = Pattern.compile("\\s*(\\d{1,9}|[a-z][a-z0-9_]*|[-+*/%()])");

  /** Deeper brackets than this are a mistake. */
  private static final int MOST_DEPTH = 50;

  private final String text;
  private final List<String> tokens;

  private Arithmetic(String text, List<String> tokens) {
    this.text = text;
    this.tokens = List.copyOf(tokens);
  }

  /**
   * Reads a formula.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static Arithmetic parse(String text) {
    List<String> tokens = new java.util.ArrayList<>();
    Matcher matcher = TOKEN.matcher(text.stripTrailing());
    int at = 0;
    while (at < text.stripTrailing().length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "'" + text.substring(at).strip() + "' is no part of a formula of + - * / % ( )");
      }
      tokens.add(matcher.group(1));
      at = matcher.end();
    }
    Arithmetic formula = new Arithmetic(text, tokens);
    // With every name as 1 the shape is checked; whether the result is whole is not asked.
    Reading reading = formula.new Reading(Map.of(), true);
    reading.sum(0);
    if (reading.at != tokens.size()) {
      throw new IllegalArgumentException("'" + text + "' is no formula of + - * / % ( )");
    }
    return formula;
  }

  /** The names in it. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String token : tokens) {
      if (Character.isLetter(token.charAt(0))) {
        names.add(token);
      }
    }
    return names;
  }

  /** The result; empty if it is not whole, too large, or a value is no whole number. */
  OptionalLong of(Map<String, String> values) {
    Reading reading = new Reading(values, false);
    try {
      long result = reading.sum(0);
      return reading.whole ? OptionalLong.of(result) : OptionalLong.empty();
    } catch (ArithmeticException | NumberFormatException notWhole) {
      // Too large for a long, or a word where a number should be: no result, as documented.
      return OptionalLong.empty();
    }
  }

  /** One pass over the tokens. */
  private final class Reading {

    private final Map<String, String> values;
    private final boolean onlyShape;
    private boolean whole = true;
    private int at;

    Reading(Map<String, String> values, boolean onlyShape) {
      this.values = values;
      this.onlyShape = onlyShape;
    }

    private boolean next(String... signs) {
      return at < tokens.size() && List.of(signs).contains(tokens.get(at));
    }

    long sum(int depth) {
      long value = product(depth);
      while (next("+", "-")) {
        boolean plus = tokens.get(at++).equals("+");
        long other = product(depth);
        value = plus ? Math.addExact(value, other) : Math.subtractExact(value, other);
      }
      return value;
    }

    private long product(int depth) {
      long value = factor(depth);
      while (next("*", "/", "%")) {
        String sign = tokens.get(at++);
        long other = factor(depth);
        value = onlyShape ? 1 : multiplied(sign, value, other);
      }
      return onlyShape ? 1 : value;
    }

    private long multiplied(String sign, long value, long other) {
      if (sign.equals("*")) {
        return Math.multiplyExact(value, other);
      }
      if (other == 0 || (sign.equals("/") && value % other != 0)) {
        whole = false;
        return 1;
      }
      return sign.equals("/") ? value / other : value % other;
    }

    private long factor(int depth) {
      if (at == tokens.size() || depth > MOST_DEPTH) {
        throw new IllegalArgumentException("'" + text + "' ends too early or is too deep");
      }
      String token = tokens.get(at++);
      if (token.equals("-")) {
        return -factor(depth + 1);
      }
      if (token.equals("(")) {
        long value = sum(depth + 1);
        if (!next(")")) {
          throw new IllegalArgumentException("'" + text + "' lacks a ')'");
        }
        at++;
        return value;
      }
      if (Character.isDigit(token.charAt(0))) {
        return onlyShape ? 1 : Long.parseLong(token);
      }
      if (Character.isLetter(token.charAt(0))) {
        return onlyShape ? 1 : Long.parseLong(values.getOrDefault(token, ""));
      }
      throw new IllegalArgumentException(
          "'" + token + "' stands in '" + text + "' where a number should");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
