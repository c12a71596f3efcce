package dev.hone.engine.text.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parsed template. Immutable and thread-safe; every rendering has a state of its own.
 *
 * <p>White space is treated as the Transformers library sets Jinja up: {@code trim_blocks} and
 * {@code lstrip_blocks} on.
 */
public final class Template {

  /** The longest text that a rendering, or any value in it, may become; in characters. */
  public static final int LONGEST_OUTPUT = 32 << 20;

  /** The longest template; real ones have a few thousand characters. */
  public static final int LONGEST_TEMPLATE = 1 << 20;

  private static final long LONGEST_RANGE = 100_000;

  private final List<Statement> body;

  private Template(List<Statement> body) {
    this.body = body;
  }

  /**
   * Reads a template.
   *
   * @throws dev.hone.core.engine.EngineException {@code BAD_MODEL} with the line, if it is wrong or
   *     uses what is not supported
   */
  public static Template parse(String source) {
    if (source.length() > LONGEST_TEMPLATE) {
      throw Faults.template(1, "the template is longer than " + LONGEST_TEMPLATE + " characters");
    }
    return new Template(StatementParser.read(source));
  }

  /**
   * Renders it.
   *
   * @param variables what the template may name
   * @param clock for {@code strftime_now}
   * @throws dev.hone.core.engine.EngineException {@code BAD_REQUEST} if the template raises an
   *     exception, {@code BAD_MODEL} if it fails
   */
  public MarkedText render(Map<String, Value> variables, Clock clock) {
    Scope scope = new Scope(null);
    globals(clock).forEach(scope::set);
    variables.forEach(scope::set);
    return new Interpreter().run(body, scope);
  }

  private static Map<String, Value> globals(Clock clock) {
    Map<String, Value> globals = new LinkedHashMap<>();
    define(
        globals,
        "raise_exception",
        given -> {
          throw Faults.refused(Operations.print(given.get(0, "message")).characters());
        });
    define(
        globals,
        "strftime_now",
        given ->
            Value.own(
                TimeFormat.format(given.text(0, "format").characters(), ZonedDateTime.now(clock))));
    define(
        globals,
        "namespace",
        given -> {
          LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
          if (given.count() > 0 && given.get(0, "entries") instanceof Value.Mapping mapping) {
            entries.putAll(mapping.entries());
          }
          entries.putAll(given.named());
          return new Value.Namespace(entries);
        });
    define(
        globals,
        "dict",
        given -> {
          LinkedHashMap<String, Value> entries = new LinkedHashMap<>();
          if (given.count() > 0 && given.get(0, "entries") instanceof Value.Mapping mapping) {
            entries.putAll(mapping.entries());
          }
          entries.putAll(given.named());
          return new Value.Mapping(entries, true);
        });
    define(globals, "range", Template::range);
    return globals;
  }

  private static void define(Map<String, Value> globals, String name, Value.Function function) {
    globals.put(name, new Value.Callable(name, function));
  }

  private static Value range(Arguments given) {
    boolean one = given.count() < 2;
    long from = one ? 0 : given.integer(0, "start", 0);
    long to = given.integer(one ? 0 : 1, "stop", 0);
    long step = given.integer(2, "step", 1);
    if (step == 0) {
      return given.fail("the step must not be 0");
    }
    List<Value> items = new ArrayList<>();
    for (long i = from; step > 0 ? i < to : i > to; i += step) {
      if (items.size() >= LONGEST_RANGE) {
        return given.fail("more than " + LONGEST_RANGE + " numbers");
      }
      items.add(Value.of(i));
    }
    return new Value.Items(items);
  }
}
