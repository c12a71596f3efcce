package dev.hone.engine.text;

import java.text.Normalizer.Form;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a tokenizer does to text before it is cut. */
sealed interface Normalizer {

  String apply(String text);

  record None() implements Normalizer {
    @Override
    public String apply(String text) {
      return text;
    }
  }

  record Unicode(Form form) implements Normalizer {
    @Override
    public String apply(String text) {
      return java.text.Normalizer.normalize(text, form);
    }
  }

  /** Lower case character by character, so without the final sigma that depends on its place. */
  record Lowercase() implements Normalizer {
    @Override
    public String apply(String text) {
      StringBuilder out = new StringBuilder(text.length());
      text.codePoints()
          .forEach(
              point -> {
                if (point == 0x130) {
                  out.append("\u0130".toLowerCase(Locale.ROOT));
                } else {
                  out.appendCodePoint(Character.toLowerCase(point));
                }
              });
      return out.toString();
    }
  }

  record Prepend(String prefix) implements Normalizer {
    @Override
    public String apply(String text) {
      return text.isEmpty() ? text : prefix + text;
    }
  }

  record Replace(Pattern pattern, String content) implements Normalizer {
    @Override
    public String apply(String text) {
      return pattern.matcher(text).replaceAll(Matcher.quoteReplacement(content));
    }
  }

  record Strip(boolean left, boolean right) implements Normalizer {
    @Override
    public String apply(String text) {
      String shorter = left ? text.stripLeading() : text;
      return right ? shorter.stripTrailing() : shorter;
    }
  }

  record Sequence(List<Normalizer> parts) implements Normalizer {
    @Override
    public String apply(String text) {
      String result = text;
      for (Normalizer part : parts) {
        result = part.apply(result);
      }
      return result;
    }
  }

  /** Reads the {@code normalizer} field. */
  static Normalizer read(JsonNode node, String where) {
    if (Fields.isNull(node)) {
      return new None();
    }
    String type = Fields.type(node, where);
    return switch (type) {
      case "NFC" -> new Unicode(Form.NFC);
      case "NFD" -> new Unicode(Form.NFD);
      case "NFKC" -> new Unicode(Form.NFKC);
      case "NFKD" -> new Unicode(Form.NFKD);
      case "Lowercase" -> new Lowercase();
      case "Prepend" -> new Prepend(Fields.string(node, "prepend", where));
      case "Replace" -> new Replace(pattern(node, where), Fields.string(node, "content", where));
      case "Strip" ->
          new Strip(Fields.flag(node, "strip_left", true), Fields.flag(node, "strip_right", true));
      case "Sequence" ->
          new Sequence(
              Fields.array(node, "normalizers", where)
                  .valueStream()
                  .map(part -> read(part, where + ".normalizers"))
                  .toList());
      default ->
          throw Fields.bad(
              where
                  + ".type '"
                  + type
                  + "' is not supported; supported are NFC, NFD, NFKC, NFKD, Lowercase, Prepend,"
                  + " Replace, Strip and Sequence");
    };
  }

  /** A {@code pattern} field: {@code {"String": …}} or {@code {"Regex": …}}. */
  static Pattern pattern(JsonNode node, String where) {
    JsonNode pattern = node.get("pattern");
    if (pattern == null || pattern.isNull()) {
      throw Fields.bad(where + ".pattern is missing");
    }
    if (pattern.has("String")) {
      return Pattern.compile(Pattern.quote(Fields.string(pattern, "String", where + ".pattern")));
    }
    if (pattern.has("Regex")) {
      return RustPattern.compile(
          Fields.string(pattern, "Regex", where + ".pattern"), where + ".pattern.Regex");
    }
    throw Fields.bad(where + ".pattern must hold String or Regex");
  }
}
