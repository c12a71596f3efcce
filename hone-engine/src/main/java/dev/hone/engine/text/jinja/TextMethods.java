package dev.hone.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** What texts can do, as in Python. Marks stay with their characters. */
final class TextMethods {

  /** Python's own idea of white space when nothing is named. */
  private static final String WHITE =
      " \t\n\r\f\u000b\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004"
          + "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

  private static final Set<String> NAMES =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "startswith",
          "endswith",
          "split",
          "rsplit",
          "splitlines",
          "replace",
          "join",
          "upper",
          "lower",
          "title",
          "capitalize",
          "find",
          "rfind",
          "count",
          "isdigit",
          "isdecimal",
          "isnumeric",
          "isalpha",
          "isalnum",
          "isspace",
          "isupper",
          "islower",
          "removeprefix",
          "removesuffix");

  private TextMethods() {}

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  static Value call(MarkedText text, String name, Arguments given) {
    return switch (name) {
      case "strip" -> new Value.Text(strip(text, set(given), true, true));
      case "lstrip" -> new Value.Text(strip(text, set(given), true, false));
      case "rstrip" -> new Value.Text(strip(text, set(given), false, true));
      case "startswith" ->
          Value.of(options(given).stream().anyMatch(text.characters()::startsWith));
      case "endswith" -> Value.of(options(given).stream().anyMatch(text.characters()::endsWith));
      case "split" -> split(text, given);
      case "rsplit" -> splitFromRight(text, given);
      case "splitlines" -> lines(text);
      case "replace" ->
          new Value.Text(
              replace(
                  text,
                  given.text(0, "old"),
                  given.text(1, "new"),
                  given.integer(2, "count", Integer.MAX_VALUE)));
      case "join" -> join(text, Operations.items(given.get(0, "iterable"), given.line()));
      case "upper" -> new Value.Text(changed(text, upper -> upper.toUpperCase(Locale.ROOT)));
      case "lower" -> new Value.Text(changed(text, lower -> lower.toLowerCase(Locale.ROOT)));
      case "title" -> new Value.Text(changed(text, TextMethods::title));
      case "capitalize" -> new Value.Text(changed(text, TextMethods::capitalize));
      case "find" -> Value.of(text.characters().indexOf(given.text(0, "sub").characters()));
      case "rfind" -> Value.of(text.characters().lastIndexOf(given.text(0, "sub").characters()));
      case "count" -> Value.of(count(text.characters(), given.text(0, "sub").characters()));
      case "isdigit", "isdecimal", "isnumeric" ->
          Value.of(all(text.characters(), Character::isDigit));
      case "isalpha" -> Value.of(all(text.characters(), Character::isLetter));
      case "isalnum" -> Value.of(all(text.characters(), Character::isLetterOrDigit));
      case "isspace" -> Value.of(all(text.characters(), point -> WHITE.indexOf(point) >= 0));
      case "isupper" ->
          Value.of(
              text.characters().equals(text.characters().toUpperCase(Locale.ROOT))
                  && text.characters().chars().anyMatch(Character::isUpperCase));
      case "islower" ->
          Value.of(
              text.characters().equals(text.characters().toLowerCase(Locale.ROOT))
                  && text.characters().chars().anyMatch(Character::isLowerCase));
      case "removeprefix" -> {
        String prefix = given.text(0, "prefix").characters();
        yield new Value.Text(
            text.characters().startsWith(prefix)
                ? text.substring(prefix.length(), text.length())
                : text);
      }
      case "removesuffix" -> {
        String suffix = given.text(0, "suffix").characters();
        yield new Value.Text(
            text.characters().endsWith(suffix)
                ? text.substring(0, text.length() - suffix.length())
                : text);
      }
      default -> throw Faults.template(given.line(), "texts have no method '" + name + "'");
    };
  }

  static MarkedText strip(MarkedText text, String characters, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && characters.indexOf(text.characters().charAt(from)) >= 0) {
      from++;
    }
    while (right && to > from && characters.indexOf(text.characters().charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String set(Arguments given) {
    return given.get(0, "chars", Value.nothing()) instanceof Value.Text text
        ? text.characters()
        : WHITE;
  }

  /** The filter {@code trim}. */
  static MarkedText trim(MarkedText text) {
    return strip(text, WHITE, true, true);
  }

  private static List<String> options(Arguments given) {
    return given.get(0, "prefix") instanceof Value.Items items
        ? items.values().stream().map(item -> Operations.print(item).characters()).toList()
        : List.of(given.text(0, "prefix").characters());
  }

  private static Value split(MarkedText text, Arguments given) {
    int most = given.integer(1, "maxsplit", -1);
    List<Value> parts = new ArrayList<>();
    if (!(given.get(0, "sep", Value.nothing()) instanceof Value.Text separator)) {
      splitAtWhite(text, most, parts);
      return new Value.Items(parts);
    }
    String between = separator.characters();
    if (between.isEmpty()) {
      return given.fail("the separator must not be empty");
    }
    int from = 0;
    while (most < 0 || parts.size() < most) {
      int next = text.characters().indexOf(between, from);
      if (next < 0) {
        break;
      }
      parts.add(new Value.Text(text.substring(from, next)));
      from = next + between.length();
    }
    parts.add(new Value.Text(text.substring(from, text.length())));
    return new Value.Items(parts);
  }

  private static void splitAtWhite(MarkedText text, int most, List<Value> parts) {
    int at = 0;
    while (true) {
      while (at < text.length() && WHITE.indexOf(text.characters().charAt(at)) >= 0) {
        at++;
      }
      if (at == text.length()) {
        return;
      }
      if (most >= 0 && parts.size() == most) {
        parts.add(new Value.Text(strip(text.substring(at, text.length()), WHITE, false, true)));
        return;
      }
      int from = at;
      while (at < text.length() && WHITE.indexOf(text.characters().charAt(at)) < 0) {
        at++;
      }
      parts.add(new Value.Text(text.substring(from, at)));
    }
  }

  private static Value splitFromRight(MarkedText text, Arguments given) {
    int most = given.integer(1, "maxsplit", -1);
    String between = given.text(0, "sep").characters();
    if (between.isEmpty()) {
      return given.fail("the separator must not be empty");
    }
    List<Value> parts = new ArrayList<>();
    int to = text.length();
    while (most < 0 || parts.size() < most) {
      int next =
          to < between.length()
              ? -1
              : text.characters().lastIndexOf(between, to - between.length());
      if (next < 0) {
        break;
      }
      parts.addFirst(new Value.Text(text.substring(next + between.length(), to)));
      to = next;
    }
    parts.addFirst(new Value.Text(text.substring(0, to)));
    return new Value.Items(parts);
  }

  private static Value lines(MarkedText text) {
    List<Value> parts = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.characters().indexOf('\n', from);
      int to = end < 0 ? text.length() : end;
      parts.add(new Value.Text(text.substring(from, to)));
      from = to + 1;
    }
    return new Value.Items(parts);
  }

  static MarkedText replace(MarkedText text, MarkedText old, MarkedText fresh, int most) {
    if (old.length() == 0) {
      return text;
    }
    MarkedText.Builder out = new MarkedText.Builder();
    int from = 0;
    for (int done = 0; done < most || most < 0; done++) {
      int next = text.characters().indexOf(old.characters(), from);
      if (next < 0) {
        break;
      }
      out.append(text.substring(from, next)).append(fresh);
      from = next + old.length();
    }
    return out.append(text.substring(from, text.length())).build();
  }

  static Value join(MarkedText separator, List<Value> items) {
    MarkedText.Builder out = new MarkedText.Builder();
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.append(separator);
      }
      out.append(Operations.print(items.get(i)));
    }
    return new Value.Text(out.build());
  }

  /** A change of letters. Where it changes the length, marks cannot follow: all is outside. */
  static MarkedText changed(MarkedText text, UnaryOperator<String> change) {
    String after = change.apply(text.characters());
    if (text.isOwn(0, text.length())) {
      return MarkedText.own(after);
    }
    return MarkedText.outside(after);
  }

  static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  private static long count(String text, String part) {
    if (part.isEmpty()) {
      return text.length() + 1L;
    }
    long found = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      found++;
    }
    return found;
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }
}
