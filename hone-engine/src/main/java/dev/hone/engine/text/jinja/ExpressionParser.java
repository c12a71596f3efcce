package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions, in Jinja's order of precedence. */
final class ExpressionParser {

  /** Deeper nesting than any template has; keeps a hostile one from ending the thread. */
  private static final int DEEPEST = 200;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
  private static final Set<String> AFTER_TEST =
      Set.of("and", "or", "else", "if", "is", "not", "in");

  private final TokenStream tokens;
  private int depth;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** One expression, or several with commas between them as a list. */
  Expression tuple() {
    Expression first = expression();
    if (!tokens.peek().is(",")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>();
    parts.add(first);
    while (tokens.skip(",")) {
      if (tokens.peek().kind() == Token.Kind.BLOCK_END || tokens.peek().is(")")) {
        break;
      }
      parts.add(expression());
    }
    return new Expression.ListOf(parts);
  }

  Expression expression() {
    if (++depth > DEEPEST) {
      throw Faults.template(tokens.peek().line(), "expressions are nested too deeply");
    }
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Choice(test, value, otherwise);
    }
    depth--;
    return value;
  }

  /** An expression that ends before {@code if}, as in {@code for x in items if x}. */
  Expression withoutChoice() {
    return or();
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    int negations = 0;
    while (tokens.skipName("not")) {
      negations++;
    }
    Expression value = comparison();
    for (int i = 0; i < negations; i++) {
      value = new Expression.Not(value);
    }
    return value;
  }

  private Expression comparison() {
    int line = tokens.peek().line();
    Expression first = sum();
    List<Expression.Link> links = new ArrayList<>();
    while (true) {
      Token token = tokens.peek();
      if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        tokens.next();
        links.add(new Expression.Link(token.text(), sum()));
      } else if (tokens.skipName("in")) {
        links.add(new Expression.Link("in", sum()));
      } else if (token.isName("not") && tokens.peekSecond().isName("in")) {
        tokens.next();
        tokens.next();
        links.add(new Expression.Link("not in", sum()));
      } else {
        return links.isEmpty() ? first : new Expression.Comparison(first, links, line);
      }
    }
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.peek().is("+") || tokens.peek().is("-")) {
      Token operator = tokens.next();
      left = new Expression.Arithmetic(operator.text(), left, concatenation(), operator.line());
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    while (tokens.peek().is("~")) {
      Token operator = tokens.next();
      left = new Expression.Arithmetic("~", left, product(), operator.line());
    }
    return left;
  }

  private Expression product() {
    Expression left = unary();
    while (tokens.peek().is("*")
        || tokens.peek().is("/")
        || tokens.peek().is("//")
        || tokens.peek().is("%")) {
      Token operator = tokens.next();
      left = new Expression.Arithmetic(operator.text(), left, unary(), operator.line());
    }
    return left;
  }

  private Expression unary() {
    if (++depth > DEEPEST) {
      throw Faults.template(tokens.peek().line(), "expressions are nested too deeply");
    }
    Token token = tokens.peek();
    Expression value;
    if (tokens.skip("-")) {
      value = new Expression.Negative(unary(), token.line());
    } else if (tokens.skip("+")) {
      value = unary();
    } else {
      value = power();
    }
    depth--;
    return filtered(value);
  }

  private Expression power() {
    Expression left = postfix(primary());
    if (tokens.peek().is("**")) {
      Token operator = tokens.next();
      return new Expression.Arithmetic("**", left, unary(), operator.line());
    }
    return left;
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Token.Kind.STRING) {
          text.append(tokens.next().text());
        }
        yield new Expression.Literal(Value.own(text.toString()));
      }
      case INTEGER -> new Expression.Literal(Value.of(whole(token)));
      case FLOAT ->
          new Expression.Literal(new Value.Real(Double.parseDouble(token.text().replace("_", ""))));
      case NAME ->
          switch (token.text()) {
            case "true", "True" -> new Expression.Literal(Value.of(true));
            case "false", "False" -> new Expression.Literal(Value.of(false));
            case "none", "None" -> new Expression.Literal(Value.nothing());
            default -> new Expression.Name(token.text());
          };
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> new Expression.ListOf(listUntil("]"));
            case "{" -> mapping();
            default -> throw Faults.template(token.line(), "unexpected '" + token.text() + "'");
          };
      case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END ->
          throw Faults.template(
              token.line(), "expected an expression but found '" + token.text() + "'");
    };
  }

  private static long whole(Token token) {
    try {
      return Long.parseLong(token.text().replace("_", ""));
    } catch (NumberFormatException e) {
      throw Faults.template(token.line(), "the number " + token.text() + " is too large");
    }
  }

  private Expression parenthesised() {
    if (tokens.skip(")")) {
      return new Expression.ListOf(List.of());
    }
    Expression value = tuple();
    tokens.expect(")");
    return value;
  }

  private List<Expression> listUntil(String close) {
    List<Expression> parts = new ArrayList<>();
    while (!tokens.skip(close)) {
      parts.add(expression());
      if (!tokens.peek().is(close)) {
        tokens.expect(",");
      }
    }
    return parts;
  }

  private Expression mapping() {
    List<Map.Entry<Expression, Expression>> parts = new ArrayList<>();
    while (!tokens.skip("}")) {
      Expression key = expression();
      tokens.expect(":");
      parts.add(Map.entry(key, expression()));
      if (!tokens.peek().is("}")) {
        tokens.expect(",");
      }
    }
    return new Expression.MapOf(parts);
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.peek();
      if (tokens.skip(".")) {
        Token name = tokens.next();
        if (name.kind() == Token.Kind.INTEGER) {
          value =
              new Expression.Subscript(
                  value, new Expression.Literal(Value.of(whole(name))), name.line());
        } else if (name.kind() == Token.Kind.NAME) {
          value = new Expression.Attribute(value, name.text(), name.line());
        } else {
          throw Faults.template(name.line(), "expected a name after '.'");
        }
      } else if (tokens.skip("[")) {
        value = subscript(value, token.line());
      } else if (tokens.skip("(")) {
        value = new Expression.Call(value, given(), token.line());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression of, int line) {
    Expression from = tokens.peek().is(":") ? null : expression();
    if (from != null && tokens.skip("]")) {
      return new Expression.Subscript(of, from, line);
    }
    tokens.expect(":");
    Expression to = part();
    Expression step = tokens.skip(":") ? part() : null;
    tokens.expect("]");
    return new Expression.Slice(of, from, to, step, line);
  }

  private @Nullable Expression part() {
    return tokens.peek().is(":") || tokens.peek().is("]") ? null : expression();
  }

  private Expression.Given given() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.skip(")")) {
      if (tokens.peek().kind() == Token.Kind.NAME && tokens.peekSecond().is("=")) {
        String name = tokens.name();
        tokens.expect("=");
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
      if (!tokens.peek().is(")")) {
        tokens.expect(",");
      }
    }
    return new Expression.Given(positional, named);
  }

  /** Filters and tests that follow a value. */
  private Expression filtered(Expression start) {
    Expression value = start;
    while (true) {
      Token token = tokens.peek();
      if (token.is("|")) {
        value = filter(value);
      } else if (tokens.skipName("is")) {
        boolean negated = tokens.skipName("not");
        value = new Expression.Test(value, tokens.name(), testArgument(), token.line());
        if (negated) {
          value = new Expression.Not(value);
        }
      } else {
        Expression more = postfix(value);
        if (more == value) {
          return value;
        }
        value = more;
      }
    }
  }

  /** {@code | name(arguments)}. */
  Expression.Filter filter(Expression of) {
    int line = tokens.peek().line();
    tokens.expect("|");
    return namedFilter(of, line);
  }

  Expression.Filter namedFilter(Expression of, int line) {
    String name = tokens.name();
    Expression.Given given = tokens.skip("(") ? given() : Expression.Given.NONE;
    return new Expression.Filter(of, name, given, line);
  }

  private Expression.Given testArgument() {
    if (tokens.skip("(")) {
      return given();
    }
    Token token = tokens.peek();
    boolean starts =
        switch (token.kind()) {
          case STRING, INTEGER, FLOAT -> true;
          case NAME -> !AFTER_TEST.contains(token.text());
          case OPERATOR -> token.is("[") || token.is("{");
          case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    return starts
        ? new Expression.Given(List.of(postfix(primary())), Map.of())
        : Expression.Given.NONE;
  }
}
