package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into words. White space as chat templates expect it: the first line break after a
 * block or comment goes, and so do blanks before one that begins its line; {@code -} strips more,
 * {@code +} keeps.
 */
final class Lexer {

  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")",
          "[", "]", "{", "}", ",", ":", ".", "|");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;

  /** Whether the tag before asked for everything white to go, or for one line break to go. */
  private boolean stripNext;

  private boolean dropLineBreak;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> read(String template) {
    String unixLines = template.replace("\r\n", "\n").replace('\r', '\n');
    String source =
        unixLines.endsWith("\n") ? unixLines.substring(0, unixLines.length() - 1) : unixLines;
    return new Lexer(source).run();
  }

  private List<Token> run() {
    while (at < source.length()) {
      int tag = nextTag();
      data(tag);
      if (tag == source.length()) {
        break;
      }
      char kind = source.charAt(tag + 1);
      advanceTo(tag + 2);
      char sign = at < source.length() ? source.charAt(at) : ' ';
      if (sign == '-' || sign == '+') {
        advanceTo(at + 1);
      }
      switch (kind) {
        case '#' -> comment();
        case '{' -> expression(Token.Kind.OUTPUT_BEGIN, Token.Kind.OUTPUT_END, "}}");
        default -> block();
      }
    }
    tokens.add(new Token(Token.Kind.END, "the end of the template", line));
    return tokens;
  }

  private int nextTag() {
    for (int i = at; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{') {
        char next = source.charAt(i + 1);
        if (next == '{' || next == '%' || next == '#') {
          return i;
        }
      }
    }
    return source.length();
  }

  private void data(int end) {
    int from = at;
    int to = end;
    if (stripNext) {
      while (from < to && Character.isWhitespace(source.charAt(from))) {
        from++;
      }
    } else if (dropLineBreak && from < to && source.charAt(from) == '\n') {
      from++;
    }
    stripNext = false;
    dropLineBreak = false;
    if (end < source.length()) {
      char sign = end + 2 < source.length() ? source.charAt(end + 2) : ' ';
      if (sign == '-') {
        while (to > from && Character.isWhitespace(source.charAt(to - 1))) {
          to--;
        }
      } else if (sign != '+' && source.charAt(end + 1) != '{') {
        to = withoutIndent(from, to);
      }
    }
    if (to > from) {
      tokens.add(new Token(Token.Kind.DATA, source.substring(from, to), line));
    }
    advanceTo(end);
  }

  private int withoutIndent(int from, int to) {
    int start = to;
    while (start > from && (source.charAt(start - 1) == ' ' || source.charAt(start - 1) == '\t')) {
      start--;
    }
    boolean beginsLine = start == 0 || source.charAt(start - 1) == '\n';
    return beginsLine ? start : to;
  }

  private void comment() {
    int close = source.indexOf("#}", at);
    if (close < 0) {
      throw Faults.template(line, "the comment is not closed with #}");
    }
    afterTag(source.charAt(close - 1), true);
    advanceTo(close + 2);
  }

  private void block() {
    int begin = tokens.size();
    expression(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, "%}");
    if (tokens.get(begin + 1).isName("raw") && tokens.size() == begin + 3) {
      tokens.subList(begin, tokens.size()).clear();
      raw();
    }
  }

  private void raw() {
    java.util.regex.Matcher end =
        java.util.regex.Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}").matcher(source);
    if (!end.find(at)) {
      throw Faults.template(line, "raw is not closed with endraw");
    }
    String text = source.substring(at, end.start());
    if (stripNext) {
      text = text.stripLeading();
    } else if (dropLineBreak && text.startsWith("\n")) {
      text = text.substring(1);
    }
    stripNext = false;
    dropLineBreak = false;
    tokens.add(
        new Token(Token.Kind.DATA, end.group(1).equals("-") ? text.stripTrailing() : text, line));
    afterTag(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0), true);
    advanceTo(end.end());
  }

  private void afterTag(char sign, boolean isBlock) {
    stripNext = sign == '-';
    dropLineBreak = isBlock && sign != '+';
  }

  private void expression(Token.Kind begin, Token.Kind end, String close) {
    tokens.add(new Token(begin, source.substring(at - 1, at), line));
    int depth = 0;
    while (true) {
      while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
        advanceTo(at + 1);
      }
      if (at >= source.length()) {
        throw Faults.template(line, "a tag is not closed with " + close);
      }
      char c = source.charAt(at);
      if (depth == 0) {
        boolean signed = (c == '-' || c == '+') && source.startsWith(close, at + 1);
        if (signed || source.startsWith(close, at)) {
          afterTag(signed ? c : ' ', end == Token.Kind.BLOCK_END);
          tokens.add(new Token(end, close, line));
          advanceTo(at + close.length() + (signed ? 1 : 0));
          return;
        }
      }
      if (c == '\'' || c == '"') {
        string(c);
      } else if (Character.isDigit(c)) {
        number();
      } else if (Character.isJavaIdentifierStart(c)) {
        int to = at;
        while (to < source.length() && Character.isJavaIdentifierPart(source.charAt(to))) {
          to++;
        }
        add(Token.Kind.NAME, to);
      } else {
        String operator = operator();
        if ("([{".contains(operator)) {
          depth++;
        } else if (")]}".contains(operator)) {
          depth--;
        }
        add(Token.Kind.OPERATOR, at + operator.length());
      }
    }
  }

  private String operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        return operator;
      }
    }
    throw Faults.template(line, "unexpected character '" + source.charAt(at) + "'");
  }

  private void number() {
    int to = at;
    boolean real = false;
    while (to < source.length()) {
      char c = source.charAt(to);
      boolean point =
          c == '.' && !real && to + 1 < source.length() && Character.isDigit(source.charAt(to + 1));
      if (point) {
        real = true;
      } else if (!Character.isDigit(c) && c != '_') {
        break;
      }
      to++;
    }
    add(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, to);
  }

  private void string(char quote) {
    StringBuilder text = new StringBuilder();
    int i = at + 1;
    while (i < source.length() && source.charAt(i) != quote) {
      char c = source.charAt(i++);
      if (c != '\\' || i >= source.length()) {
        text.append(c);
        continue;
      }
      char escaped = source.charAt(i++);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case '0' -> text.append('\0');
        case '\\', '\'', '"' -> text.append(escaped);
        case '\n' -> {}
        case 'x' -> i = codePoint(text, i, 2);
        case 'u' -> i = codePoint(text, i, 4);
        case 'U' -> i = codePoint(text, i, 8);
        default -> text.append('\\').append(escaped);
      }
    }
    if (i >= source.length()) {
      throw Faults.template(line, "a text is not closed with " + quote);
    }
    tokens.add(new Token(Token.Kind.STRING, text.toString(), line));
    advanceTo(i + 1);
  }

  private int codePoint(StringBuilder text, int from, int digits) {
    int to = from + digits;
    if (to <= source.length()) {
      try {
        text.appendCodePoint(Integer.parseInt(source.substring(from, to), 16));
        return to;
      } catch (IllegalArgumentException e) {
        throw Faults.template(
            line, "bad escape \\" + source.substring(from - 1, to) + ": " + e.getMessage());
      }
    }
    throw Faults.template(line, "bad escape at the end of a text");
  }

  private void add(Token.Kind kind, int to) {
    tokens.add(new Token(kind, source.substring(at, to), line));
    advanceTo(to);
  }

  private void advanceTo(int to) {
    for (; at < to; at++) {
      if (source.charAt(at) == '\n') {
        line++;
      }
    }
  }
}
