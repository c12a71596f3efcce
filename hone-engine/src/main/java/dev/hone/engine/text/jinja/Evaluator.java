package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes expressions. One per rendering. */
final class Evaluator {

  private final Filters filters = new Filters(this);
  private final Limits limits;

  Evaluator(Limits limits) {
    this.limits = limits;
  }

  Value evaluate(Expression expression, Scope scope) {
    limits.step();
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> scope.get(name.name());
      case Expression.ListOf list ->
          new Value.Items(list.parts().stream().map(part -> evaluate(part, scope)).toList());
      case Expression.MapOf map -> mapping(map, scope);
      case Expression.Attribute attribute ->
          attribute(evaluate(attribute.of(), scope), attribute.name(), attribute.line());
      case Expression.Subscript subscript ->
          item(
              evaluate(subscript.of(), scope),
              evaluate(subscript.index(), scope),
              subscript.line());
      case Expression.Slice slice -> slice(slice, scope);
      case Expression.Call call -> call(call, scope);
      case Expression.Filter filter -> applyFilter(filter, evaluate(filter.of(), scope), scope);
      case Expression.Test test ->
          Value.of(
              Tests.holds(
                  test.name(),
                  arguments(
                      "the test " + test.name(),
                      test.line(),
                      evaluate(test.of(), scope),
                      test.given(),
                      scope)));
      case Expression.Not not -> Value.of(!Operations.truth(evaluate(not.of(), scope)));
      case Expression.Negative negative ->
          Operations.arithmetic("-", Value.of(0), evaluate(negative.of(), scope), negative.line());
      case Expression.Arithmetic sum ->
          limits.bounded(
              Operations.arithmetic(
                  sum.operator(),
                  evaluate(sum.left(), scope),
                  evaluate(sum.right(), scope),
                  sum.line()),
              sum.line());
      case Expression.Comparison comparison -> Value.of(compare(comparison, scope));
      case Expression.And and -> {
        Value left = evaluate(and.left(), scope);
        yield Operations.truth(left) ? evaluate(and.right(), scope) : left;
      }
      case Expression.Or or -> {
        Value left = evaluate(or.left(), scope);
        yield Operations.truth(left) ? left : evaluate(or.right(), scope);
      }
      case Expression.Choice choice -> {
        if (Operations.truth(evaluate(choice.test(), scope))) {
          yield evaluate(choice.then(), scope);
        }
        Expression otherwise = choice.otherwise();
        yield otherwise == null ? new Value.Undefined("else") : evaluate(otherwise, scope);
      }
    };
  }

  Value applyFilter(Expression.Filter filter, Value value, Scope scope) {
    return limits.bounded(
        filters.apply(
            filter.name(),
            arguments("the filter " + filter.name(), filter.line(), value, filter.given(), scope)),
        filter.line());
  }

  private Value mapping(Expression.MapOf map, Scope scope) {
    LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
    for (Map.Entry<Expression, Expression> part : map.parts()) {
      entries.put(
          Operations.print(evaluate(part.getKey(), scope)).characters(),
          evaluate(part.getValue(), scope));
    }
    return new Value.Mapping(entries, true);
  }

  private boolean compare(Expression.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (Expression.Link link : comparison.links()) {
      Value right = evaluate(link.right(), scope);
      boolean holds =
          switch (link.operator()) {
            case "==" -> Operations.same(left, right);
            case "!=" -> !Operations.same(left, right);
            case "in" -> Operations.contains(right, left, comparison.line());
            case "not in" -> !Operations.contains(right, left, comparison.line());
            case "<" -> Operations.order(left, right, comparison.line()) < 0;
            case "<=" -> Operations.order(left, right, comparison.line()) <= 0;
            case ">" -> Operations.order(left, right, comparison.line()) > 0;
            default -> Operations.order(left, right, comparison.line()) >= 0;
          };
      if (!holds) {
        return false;
      }
      left = right;
    }
    return true;
  }

  /** {@code value.name}: an entry, else a method. */
  Value attribute(Value value, String name, int line) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Value entry = mapping.entries().get(name);
        // As in Python, a method hides an entry of its name; value['name'] reaches the entry.
        if (MappingMethods.has(name)) {
          yield new Value.Callable(name, given -> MappingMethods.call(mapping, name, given));
        }
        yield entry == null ? new Value.Undefined(name) : entry;
      }
      case Value.Namespace namespace ->
          namespace.entries().getOrDefault(name, new Value.Undefined(name));
      case Value.Text text ->
          TextMethods.has(name)
              ? new Value.Callable(name, given -> TextMethods.call(text.text(), name, given))
              : new Value.Undefined(name);
      case Value.Items items ->
          MappingMethods.listHas(name)
              ? new Value.Callable(name, given -> MappingMethods.callList(items, name, given))
              : new Value.Undefined(name);
      case Value.Undefined undefined ->
          throw Faults.template(
              line, "'" + undefined.name() + "' is undefined, so it has no '" + name + "'");
      case Value.Flag flag -> new Value.Undefined(name);
      case Value.Whole whole -> new Value.Undefined(name);
      case Value.Real real -> new Value.Undefined(name);
      case Value.Nothing none -> new Value.Undefined(name);
      case Value.Callable callable -> new Value.Undefined(name);
    };
  }

  private Value item(Value value, Value index, int line) {
    if (value instanceof Value.Mapping mapping) {
      String key = Operations.print(index).characters();
      return mapping.entries().getOrDefault(key, new Value.Undefined(key));
    }
    if (index instanceof Value.Text name) {
      return attribute(value, name.characters(), line);
    }
    if (value instanceof Value.Undefined undefined) {
      throw Faults.template(line, "'" + undefined.name() + "' is undefined, so it has no items");
    }
    if (!(index instanceof Value.Whole whole)) {
      throw Faults.template(line, "an index must be a number, not " + Operations.kind(index));
    }
    List<Value> items = Operations.items(value, line);
    long at = whole.value() < 0 ? whole.value() + items.size() : whole.value();
    return at < 0 || at >= items.size()
        ? new Value.Undefined("item " + whole.value())
        : items.get((int) at);
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    Value value = evaluate(slice.of(), scope);
    List<Value> items = Operations.items(value, slice.line());
    int size = items.size();
    Expression stepBy = slice.step();
    int step = stepBy == null ? 1 : bound(evaluate(stepBy, scope), 1, slice.line());
    if (step == 0) {
      throw Faults.template(slice.line(), "the step of a slice must not be 0");
    }
    Expression start = slice.from();
    Expression end = slice.to();
    int from = start == null ? absent() : bound(evaluate(start, scope), absent(), slice.line());
    int to = end == null ? absent() : bound(evaluate(end, scope), absent(), slice.line());
    List<Value> kept = new ArrayList<>();
    if (step > 0) {
      int last = to == absent() ? size : Math.clamp(to < 0 ? to + (long) size : to, 0, size);
      int first = from == absent() ? 0 : Math.clamp(from < 0 ? from + (long) size : from, 0, size);
      for (long i = first; i < last; i += step) {
        kept.add(items.get((int) i));
      }
    } else {
      int last = to == absent() ? -1 : Math.clamp(to < 0 ? to + (long) size : to, -1, size - 1);
      int first =
          from == absent()
              ? size - 1
              : Math.clamp(from < 0 ? from + (long) size : from, -1, size - 1);
      for (long i = first; i > last; i += step) {
        kept.add(items.get((int) i));
      }
    }
    return value instanceof Value.Text
        ? TextMethods.join(MarkedText.EMPTY, kept)
        : new Value.Items(kept);
  }

  private static int absent() {
    return Integer.MIN_VALUE;
  }

  private static int bound(Value value, int otherwise, int line) {
    return switch (value) {
      case Value.Whole whole -> Math.clamp(whole.value(), -Integer.MAX_VALUE, Integer.MAX_VALUE);
      case Value.Nothing none -> otherwise;
      default ->
          throw Faults.template(line, "a slice needs whole numbers, not " + Operations.kind(value));
    };
  }

  private Value call(Expression.Call call, Scope scope) {
    Value target = evaluate(call.target(), scope);
    if (!(target instanceof Value.Callable callable)) {
      throw Faults.template(call.line(), "cannot call " + Operations.kind(target));
    }
    limits.enter(call.line());
    Value result =
        callable.function().call(arguments(callable.name(), call.line(), call.given(), scope));
    limits.leave();
    return limits.bounded(result, call.line());
  }

  private Arguments arguments(
      String what, int line, Value first, Expression.Given given, Scope scope) {
    Arguments rest = arguments(what, line, given, scope);
    List<Value> positional = new ArrayList<>();
    positional.add(first);
    positional.addAll(rest.positional());
    return new Arguments(what, line, positional, rest.named());
  }

  private Arguments arguments(String what, int line, Expression.Given given, Scope scope) {
    List<Value> positional = new ArrayList<>();
    for (Expression part : given.positional()) {
      positional.add(evaluate(part, scope));
    }
    Map<String, Value> named = new LinkedHashMap<>();
    given.named().forEach((name, part) -> named.put(name, evaluate(part, scope)));
    return new Arguments(what, line, positional, named);
  }
}
