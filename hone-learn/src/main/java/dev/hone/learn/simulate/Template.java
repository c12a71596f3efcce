package dev.hone.learn.simulate;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with {@code {names}} in them, which stand for the values of one request. */
public final class Template {

  /** What a name looks like. Other braces, as in a regular expression or JSON, are left alone. */
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

  private Template() {}

  /** The names in a text, in their order. */
  public static List<String> names(String text) {
    return NAME.matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }

  /** The text with values for names; a name without a value is left as it is. */
  public static String fill(String text, Map<String, String> values) {
    return fill(text, values, value -> value);
  }

  static String fill(String text, Map<String, String> values, UnaryOperator<String> written) {
    Matcher matcher = NAME.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = values.get(matcher.group(1));
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(value == null ? matcher.group() : written.apply(value)));
    }
    return matcher.appendTail(filled).toString();
  }
}
