package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Runs the statements of one rendering. */
final class Interpreter {

  /** How a body ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Limits limits = new Limits();
  private final Evaluator evaluator = new Evaluator(limits);
  private MarkedText.Builder out = new MarkedText.Builder();

  MarkedText run(List<Statement> body, Scope scope) {
    execute(body, scope);
    return out.build();
  }

  private Flow execute(List<Statement> body, Scope scope) {
    for (Statement statement : body) {
      Flow flow = execute(statement, scope);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow execute(Statement statement, Scope scope) {
    limits.step();
    return switch (statement) {
      case Statement.Data data -> write(data.text(), 0);
      case Statement.Output output ->
          write(Operations.print(evaluator.evaluate(output.expression(), scope)), output.line());
      case Statement.If branches -> branch(branches, scope);
      case Statement.For loop -> loop(loop, scope);
      case Statement.Set set -> {
        assign(set.targets(), evaluator.evaluate(set.value(), scope), scope, set.line());
        yield Flow.ON;
      }
      case Statement.SetAttribute set -> {
        if (!(scope.get(set.namespace()) instanceof Value.Namespace namespace)) {
          throw Faults.template(
              set.line(), "only a namespace() can be changed; '" + set.namespace() + "' is none");
        }
        namespace.entries().put(set.name(), evaluator.evaluate(set.value(), scope));
        yield Flow.ON;
      }
      case Statement.Capture capture -> capture(capture, scope);
      case Statement.Macro macro -> {
        scope.set(macro.name(), macro(macro, scope));
        yield Flow.ON;
      }
      case Statement.Group group -> execute(group.body(), scope);
      case Statement.Break broken -> Flow.BREAK;
      case Statement.Continue continued -> Flow.CONTINUE;
    };
  }

  private Flow write(MarkedText text, int line) {
    if (out.length() + text.length() > Template.LONGEST_OUTPUT) {
      throw Limits.tooLong(line);
    }
    out.append(text);
    return Flow.ON;
  }

  private Flow branch(Statement.If branches, Scope scope) {
    for (Statement.Branch branch : branches.branches()) {
      if (Operations.truth(evaluator.evaluate(branch.test(), scope))) {
        return execute(branch.body(), scope);
      }
    }
    return execute(branches.otherwise(), scope);
  }

  private Flow loop(Statement.For loop, Scope scope) {
    List<Value> items = new ArrayList<>();
    for (Value item : Operations.items(evaluator.evaluate(loop.over(), scope), loop.line())) {
      Expression condition = loop.condition();
      if (condition != null) {
        Scope inner = new Scope(scope);
        assign(loop.targets(), item, inner, loop.line());
        if (!Operations.truth(evaluator.evaluate(condition, inner))) {
          continue;
        }
      }
      items.add(item);
    }
    if (items.isEmpty()) {
      return execute(loop.otherwise(), scope);
    }
    for (int i = 0; i < items.size(); i++) {
      limits.step();
      Scope inner = new Scope(scope);
      inner.set("loop", position(items, i));
      assign(loop.targets(), items.get(i), inner, loop.line());
      if (execute(loop.body(), inner) == Flow.BREAK) {
        break;
      }
    }
    return Flow.ON;
  }

  private static Value position(List<Value> items, int i) {
    int size = items.size();
    LinkedHashMap<String, Value> loop = new LinkedHashMap<>();
    loop.put("index", Value.of(i + 1L));
    loop.put("index0", Value.of(i));
    loop.put("revindex", Value.of((long) size - i));
    loop.put("revindex0", Value.of(size - i - 1L));
    loop.put("first", Value.of(i == 0));
    loop.put("last", Value.of(i == size - 1));
    loop.put("length", Value.of(size));
    loop.put("previtem", i == 0 ? new Value.Undefined("previtem") : items.get(i - 1));
    loop.put("nextitem", i == size - 1 ? new Value.Undefined("nextitem") : items.get(i + 1));
    loop.put(
        "cycle",
        new Value.Callable(
            "loop.cycle",
            given ->
                given.count() == 0
                    ? given.fail("needs values")
                    : given.positional().get(i % given.count())));
    return new Value.Namespace(loop);
  }

  private static void assign(List<String> targets, Value value, Scope scope, int line) {
    if (targets.size() == 1) {
      scope.set(targets.getFirst(), value);
      return;
    }
    List<Value> parts = Operations.items(value, line);
    if (parts.size() != targets.size()) {
      throw Faults.template(
          line, "cannot give " + parts.size() + " values to " + targets.size() + " names");
    }
    for (int i = 0; i < parts.size(); i++) {
      scope.set(targets.get(i), parts.get(i));
    }
  }

  private Flow capture(Statement.Capture capture, Scope scope) {
    Value value = new Value.Text(captured(capture.body(), new Scope(scope)));
    for (Expression.Filter filter : capture.filters()) {
      value = evaluator.applyFilter(filter, value, scope);
    }
    String target = capture.target();
    if (target == null) {
      return write(Operations.print(value), capture.line());
    }
    scope.set(target, value);
    return Flow.ON;
  }

  private MarkedText captured(List<Statement> body, Scope scope) {
    MarkedText.Builder outer = out;
    out = new MarkedText.Builder();
    execute(body, scope);
    MarkedText text = out.build();
    out = outer;
    return text;
  }

  private Value macro(Statement.Macro macro, Scope defined) {
    return new Value.Callable(
        macro.name(),
        given -> {
          Scope inner = new Scope(defined);
          for (int i = 0; i < macro.parameters().size(); i++) {
            Statement.Parameter parameter = macro.parameters().get(i);
            Expression otherwise = parameter.otherwise();
            Value value;
            if (given.has(i, parameter.name())) {
              value = given.get(i, parameter.name());
            } else if (otherwise != null) {
              value = evaluator.evaluate(otherwise, inner);
            } else {
              value = new Value.Undefined(parameter.name());
            }
            inner.set(parameter.name(), value);
          }
          return new Value.Text(captured(macro.body(), inner));
        });
  }
}
