package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a template's blocks. */
final class StatementParser {

  private static final int DEEPEST = 100;

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int depth;

  private StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  static List<Statement> read(String template) {
    StatementParser parser = new StatementParser(new TokenStream(Lexer.read(template)));
    List<Statement> body = parser.until(Set.of());
    if (parser.tokens.peek().kind() != Token.Kind.END) {
      throw parser.tokens.unexpected("the end of the template");
    }
    return body;
  }

  /** Everything up to a block that begins with one of these names, which is left unread. */
  private List<Statement> until(Set<String> ends) {
    if (++depth > DEEPEST) {
      throw Faults.template(tokens.peek().line(), "blocks are nested too deeply");
    }
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.peek();
      switch (token.kind()) {
        case END -> {
          if (!ends.isEmpty()) {
            throw tokens.unexpected(String.join(" or ", ends));
          }
          depth--;
          return body;
        }
        case DATA -> body.add(new Statement.Data(MarkedText.own(tokens.next().text())));
        case OUTPUT_BEGIN -> {
          tokens.next();
          body.add(new Statement.Output(expressions.tuple(), token.line()));
          tokens.expect(Token.Kind.OUTPUT_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          if (ends.contains(tokens.peekSecond().text())) {
            depth--;
            return body;
          }
          tokens.next();
          body.add(block());
        }
        case OUTPUT_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
            throw tokens.unexpected("text or a tag");
      }
    }
  }

  private Statement block() {
    int line = tokens.peek().line();
    String name = tokens.name();
    return switch (name) {
      case "if" -> branches();
      case "for" -> loop(line);
      case "set" -> assignment(line);
      case "macro" -> macro(line);
      case "filter" -> filterBlock(line);
      case "generation" -> {
        close();
        List<Statement> body = until(Set.of("endgeneration"));
        end("endgeneration");
        yield new Statement.Group(body);
      }
      case "break" -> {
        close();
        yield new Statement.Break();
      }
      case "continue" -> {
        close();
        yield new Statement.Continue();
      }
      default ->
          throw Faults.template(
              line,
              "the block '"
                  + name
                  + "' is not supported here; supported are if, for, set, macro, filter, raw,"
                  + " generation, break and continue");
    };
  }

  private Statement branches() {
    List<Statement.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    Expression test = expressions.tuple();
    close();
    branches.add(new Statement.Branch(test, until(Set.of("elif", "else", "endif"))));
    while (true) {
      tokens.next();
      String name = tokens.name();
      if (name.equals("elif")) {
        Expression next = expressions.tuple();
        close();
        branches.add(new Statement.Branch(next, until(Set.of("elif", "else", "endif"))));
      } else if (name.equals("else")) {
        close();
        otherwise = until(Set.of("endif"));
      } else {
        close();
        return new Statement.If(branches, otherwise);
      }
    }
  }

  private Statement loop(int line) {
    List<String> targets = targets();
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expression over = expressions.withoutChoice();
    Expression condition = tokens.skipName("if") ? expressions.expression() : null;
    if (tokens.peek().isName("recursive")) {
      throw Faults.template(line, "recursive loops are not supported");
    }
    close();
    List<Statement> body = until(Set.of("else", "endfor"));
    List<Statement> otherwise = List.of();
    if (tokens.peekSecond().isName("else")) {
      tokens.next();
      tokens.next();
      close();
      otherwise = until(Set.of("endfor"));
    }
    end("endfor");
    return new Statement.For(targets, over, condition, body, otherwise, line);
  }

  private List<String> targets() {
    List<String> targets = new ArrayList<>();
    boolean parenthesised = tokens.skip("(");
    do {
      targets.add(tokens.name());
    } while (tokens.skip(","));
    if (parenthesised) {
      tokens.expect(")");
    }
    return targets;
  }

  private Statement assignment(int line) {
    if (tokens.peek().kind() == Token.Kind.NAME && tokens.peekSecond().is(".")) {
      String namespace = tokens.name();
      tokens.expect(".");
      String name = tokens.name();
      tokens.expect("=");
      Expression value = expressions.tuple();
      close();
      return new Statement.SetAttribute(namespace, name, value, line);
    }
    List<String> targets = targets();
    if (tokens.skip("=")) {
      Expression value = expressions.tuple();
      close();
      return new Statement.Set(targets, value, line);
    }
    List<Expression.Filter> filters = new ArrayList<>();
    while (tokens.peek().is("|")) {
      filters.add(expressions.filter(new Expression.Name("")));
    }
    return capture(targets.getFirst(), filters, "endset", line);
  }

  private Statement filterBlock(int line) {
    List<Expression.Filter> filters = new ArrayList<>();
    filters.add(expressions.namedFilter(new Expression.Name(""), line));
    while (tokens.peek().is("|")) {
      filters.add(expressions.filter(new Expression.Name("")));
    }
    return capture(null, filters, "endfilter", line);
  }

  private Statement capture(
      @Nullable String target, List<Expression.Filter> filters, String end, int line) {
    close();
    List<Statement> body = until(Set.of(end));
    end(end);
    return new Statement.Capture(target, filters, body, line);
  }

  private Statement macro(int line) {
    String name = tokens.name();
    tokens.expect("(");
    List<Statement.Parameter> parameters = new ArrayList<>();
    while (!tokens.skip(")")) {
      String parameter = tokens.name();
      parameters.add(
          new Statement.Parameter(parameter, tokens.skip("=") ? expressions.expression() : null));
      if (!tokens.peek().is(")")) {
        tokens.expect(",");
      }
    }
    close();
    List<Statement> body = until(Set.of("endmacro"));
    end("endmacro");
    return new Statement.Macro(name, parameters, body, line);
  }

  private void end(String name) {
    tokens.next();
    if (!tokens.skipName(name)) {
      throw tokens.unexpected(name);
    }
    if (tokens.peek().kind() == Token.Kind.NAME) {
      tokens.next(); // endmacro may repeat the macro's name
    }
    close();
  }

  private void close() {
    tokens.expect(Token.Kind.BLOCK_END, "'%}'");
  }
}
