package dev.hone.app.simulate.users;

import dev.hone.app.SetupException;
import dev.hone.learn.simulate.Check;
import dev.hone.learn.simulate.Template;
import dev.hone.learn.simulate.TextTest;
import dev.hone.learn.simulate.TextTest.Form;
import dev.hone.learn.simulate.Tongue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads checks. Several keys side by side must all hold; so must the items of a list. */
final class CheckReader {

  private static final Map<String, Form> FORMS = forms();
  private static final Set<String> OTHERS =
      Set.of(
          "all",
          "any",
          "not",
          "calls",
          "never-calls",
          "call",
          "argument",
          "min-tokens",
          "max-tokens");

  private final Fields fields;
  private final Set<String> tools;

  /**
   * A reader.
   *
   * @param tools names of the tools that there are
   */
  CheckReader(Fields fields, Set<String> tools) {
    this.fields = fields;
    this.tools = tools;
  }

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new TreeMap<>();
    for (Form form : Form.values()) {
      forms.put(form.key(), form);
    }
    return forms;
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(FORMS.keySet());
    names.addAll(OTHERS);
    return names;
  }

  /** A right answer: a check, or a text that the reply must say. */
  Check answer(Located at) {
    return at instanceof Located.Leaf
        ? new Check.Words(new TextTest(Form.SAYS, List.of(fields.text(at))))
        : check(at);
  }

  Check check(Located at) {
    if (at instanceof Located.Items) {
      return new Check.All(fields.items(at).stream().map(this::check).toList());
    }
    if (!(at instanceof Located.Keys)) {
      throw fields.wrong(
          at, "must be a check such as 'contains: Hello'; known are " + Fields.listed(names()));
    }
    List<Check> parts = new ArrayList<>();
    Map<String, Located> keys = fields.entries(at, "must be a check");
    if (keys.isEmpty()) {
      throw fields.wrong(at, "must be a check, but is empty");
    }
    keys.forEach((key, value) -> parts.add(part(key, value)));
    return parts.size() == 1 ? parts.getFirst() : new Check.All(parts);
  }

  private Check part(String key, Located value) {
    Form form = FORMS.get(key);
    if (form != null) {
      return text(form, value, Check.Words::new);
    }
    return switch (key) {
      case "all" -> new Check.All(fields.items(value).stream().map(this::check).toList());
      case "any" -> new Check.Any(fields.items(value).stream().map(this::check).toList());
      case "not" -> new Check.Not(check(value));
      case "calls" ->
          new Check.All(
              fields.items(value).stream()
                  .map(one -> (Check) new Check.Called(tool(one)))
                  .toList());
      case "never-calls" ->
          new Check.Not(
              new Check.Any(
                  fields.items(value).stream()
                      .map(one -> (Check) new Check.Called(tool(one)))
                      .toList()));
      case "call" -> call(value);
      case "argument" -> argument(value);
      case "min-tokens" -> new Check.Tokens(fields.number(value, 0), Integer.MAX_VALUE);
      case "max-tokens" -> new Check.Tokens(0, fields.number(value, 0));
      default -> {
        fields.requireKnown(value, key, names(), "check");
        throw new IllegalStateException(key + " is known and not read");
      }
    };
  }

  private interface Of {
    Check of(TextTest test);
  }

  private Check text(Form form, Located value, Of of) {
    return switch (form) {
      case CONTAINS, CONTAINS_ANY, NOT_CONTAINS, SAYS, IS, STARTS_WITH, ENDS_WITH ->
          of.of(new TextTest(form, fields.texts(value)));
      case MATCHES -> {
        List<String> expressions = fields.texts(value);
        expressions.forEach(one -> requireExpression(value, one));
        yield of.of(new TextTest(form, expressions));
      }
      case MIN_WORDS, MAX_WORDS ->
          of.of(new TextTest(form, List.of(String.valueOf(fields.number(value, 0)))));
      case NO_MARKDOWN, LOWER_CASE -> {
        Check check = of.of(new TextTest(form, List.of()));
        yield fields.truth(value) ? check : new Check.Not(check);
      }
      case LANGUAGE -> {
        String name = fields.text(value);
        fields.requireKnown(value, name, Tongue.names(), "language");
        yield of.of(new TextTest(form, List.of(name)));
      }
    };
  }

  /** Names in it stand for texts; with something in their place it must be an expression. */
  private void requireExpression(Located at, String expression) {
    Map<String, String> anything = new HashMap<>();
    Template.names(expression).forEach(name -> anything.put(name, "x"));
    try {
      Pattern.compile(Template.fill(expression, anything));
    } catch (PatternSyntaxException e) {
      throw fields.wrong(
          at, "is no regular expression: " + e.getDescription() + " in '" + expression + "'");
    }
  }

  private Check call(Located at) {
    Map<String, Located> keys = fields.keys(at, Set.of("tool", "arguments"));
    String tool = tool(fields.required(at, keys, "tool"));
    List<Check> parts = new ArrayList<>();
    parts.add(new Check.Called(tool));
    Located arguments = keys.get("arguments");
    if (arguments != null) {
      fields
          .entries(arguments, "must hold 'argument: value' lines")
          .forEach(
              (name, value) ->
                  parts.add(
                      new Check.Argument(tool, name, new TextTest(Form.IS, fields.texts(value)))));
    }
    return new Check.All(parts);
  }

  private Check argument(Located at) {
    Set<String> known = new TreeSet<>(FORMS.keySet());
    known.add("tool");
    known.add("name");
    Map<String, Located> keys = fields.keys(at, known);
    String tool = tool(fields.required(at, keys, "tool"));
    String name = fields.text(fields.required(at, keys, "name"));
    List<Check> parts = new ArrayList<>();
    keys.forEach(
        (key, value) -> {
          Form form = FORMS.get(key);
          if (form != null) {
            parts.add(text(form, value, test -> new Check.Argument(tool, name, test)));
          }
        });
    if (parts.isEmpty()) {
      throw fields.wrong(at, "says nothing of the argument; add a check such as 'is: …'");
    }
    return new Check.All(parts);
  }

  private String tool(Located at) {
    String name = fields.text(at);
    fields.requireKnown(at, name, tools, "tool");
    return name;
  }

  /**
   * Refuses names in a check that no value stands for.
   *
   * @throws SetupException if there is one
   */
  void requireNames(Located at, Check check, Set<String> known) {
    for (String name : check.names()) {
      fields.requireKnown(at, name, known, "value");
    }
  }
}
