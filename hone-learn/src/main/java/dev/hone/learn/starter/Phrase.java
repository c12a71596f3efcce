package dev.hone.learn.starter;

import java.util.List;
import java.util.Locale;
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

  /** Its own words in the case that these habits want; what stands in slots stays as it is. */
  Phrase cased(Habits habits) {
    boolean upper = habits.has(Preference.UPPER_CASE);
    return upper || habits.has(Preference.LOWER_CASE)
        ? new Phrase(
            cased(english, upper),
            cased(german, upper),
            cased(spanish, upper),
            cased(french, upper))
        : this;
  }

  private static String cased(String template, boolean upper) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      int end = open < 0 ? template.length() : open;
      String own = template.substring(at, end);
      text.append(upper ? own.toUpperCase(Locale.ROOT) : own.toLowerCase(Locale.ROOT));
      at = open < 0 ? end : template.indexOf('}', open) + 1;
      text.append(template, end, at);
    }
    return text.toString();
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
