package dev.hone.engine.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template computes. */
sealed interface Expression {

  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListOf(List<Expression> parts) implements Expression {}

  record MapOf(List<Map.Entry<Expression, Expression>> parts) implements Expression {}

  record Attribute(Expression of, String name, int line) implements Expression {}

  record Subscript(Expression of, Expression index, int line) implements Expression {}

  record Slice(
      Expression of,
      @Nullable Expression from,
      @Nullable Expression to,
      @Nullable Expression step,
      int line)
      implements Expression {}

  record Call(Expression target, Given given, int line) implements Expression {}

  record Filter(Expression of, String name, Given given, int line) implements Expression {}

  record Test(Expression of, String name, Given given, int line) implements Expression {}

  record Not(Expression of) implements Expression {}

  record Negative(Expression of, int line) implements Expression {}

  record Arithmetic(String operator, Expression left, Expression right, int line)
      implements Expression {}

  /** {@code a < b <= c}: true if each neighbouring pair holds. */
  record Comparison(Expression first, List<Link> links, int line) implements Expression {}

  record Link(String operator, Expression right) {}

  record And(Expression left, Expression right) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  record Choice(Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /** Arguments as written. */
  record Given(List<Expression> positional, Map<String, Expression> named) {
    static final Given NONE = new Given(List.of(), Map.of());
  }
}
