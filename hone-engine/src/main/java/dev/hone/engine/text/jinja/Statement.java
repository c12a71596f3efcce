package dev.hone.engine.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template does. */
sealed interface Statement {

  record Data(MarkedText text) implements Statement {}

  record Output(Expression expression, int line) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  record Branch(Expression test, List<Statement> body) {}

  record For(
      List<String> targets,
      Expression over,
      @Nullable Expression condition,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  record Set(List<String> targets, Expression value, int line) implements Statement {}

  /** {@code ns.name = value}. */
  record SetAttribute(String namespace, String name, Expression value, int line)
      implements Statement {}

  /** The rendered body, through filters, as a variable; printed if there is no target. */
  record Capture(
      @Nullable String target, List<Expression.Filter> filters, List<Statement> body, int line)
      implements Statement {}

  record Macro(String name, List<Parameter> parameters, List<Statement> body, int line)
      implements Statement {}

  record Parameter(String name, @Nullable Expression otherwise) {}

  /** A body that stands for itself, such as {@code generation}. */
  record Group(List<Statement> body) implements Statement {}

  record Break() implements Statement {}

  record Continue() implements Statement {}
}
