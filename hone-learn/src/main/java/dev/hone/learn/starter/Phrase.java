package dev.hone.learn.starter;

import java.util.List;
import java.util.Map;

/** One sentence in every {@link Language}, with {@code {slots}}. */
record Phrase(String english, String german, String spanish, String french) {

  String in(Language language, Map<String, String> slots) {
    return fill(in(language), slots);
  }

  String in(Language language) {
    return switch (language) {
      case ENGLISH -> english;
      case GERMAN -> german;
      case SPANISH -> spanish;
      case FRENCH -> french;
    };
  }

  List<String> all() {
    return List.of(english, german, spanish, french);
  }

  /** Puts values into {@code {slots}}; a slot without a value is an error in the tables. */
  static String fill(String template, Map<String, String> slots) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (true) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        return text.append(template, at, template.length()).toString();
      }
      int close = template.indexOf('}', open);
      String slot = template.substring(open + 1, close);
      String value = slots.get(slot);
      if (value == null) {
        throw new IllegalStateException("no value for {" + slot + "} in '" + template + "'");
      }
      text.append(template, at, open).append(value);
      at = close + 1;
    }
  }
}
