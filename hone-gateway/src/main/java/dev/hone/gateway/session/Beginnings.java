package dev.hone.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How the texts of a call begin, made ready once for all markers: lower case, single spaces.
 *
 * @param system of each line near the beginning of a text of the system
 * @param user of each text of the user, with and without what a channel puts before it
 */
record Beginnings(List<String> system, List<String> user) {

  /** Lines that begin later than this in a system text are its rules, not what it is for. */
  private static final int SYSTEM_HEAD = 600;

  /** Longer than every marker, with room for white space. */
  private static final int REACH = 200;

  private static final int ENVELOPE_REACH = 200;

  /** What a channel puts before a message: who and when. */
  private static final Pattern ENVELOPE = Pattern.compile("^(?:\\[[^\\]\\n]{0,120}\\]\\s*)+");

  static Beginnings of(CallText call) {
    List<String> system = new ArrayList<>();
    for (String text : call.system()) {
      int line = 0;
      while (line >= 0 && line < Math.min(text.length(), SYSTEM_HEAD)) {
        add(text, line, system);
        int end = text.indexOf('\n', line);
        line = end < 0 ? -1 : end + 1;
      }
    }
    List<String> user = new ArrayList<>();
    for (String text : call.user()) {
      add(text, 0, user);
      String head = text.substring(0, Math.min(text.length(), ENVELOPE_REACH + REACH)).strip();
      if (head.startsWith("[")) {
        add(ENVELOPE.matcher(head).replaceFirst(""), 0, user);
      }
    }
    return new Beginnings(system, user);
  }

  private static void add(String text, int from, List<String> out) {
    StringBuilder plain = new StringBuilder(REACH);
    boolean space = false;
    for (int i = from; i < text.length() && plain.length() < REACH; i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        space = !plain.isEmpty();
      } else {
        if (space) {
          plain.append(' ');
          space = false;
        }
        plain.append(c);
      }
    }
    if (!plain.isEmpty()) {
      out.add(plain.toString().toLowerCase(Locale.ROOT));
    }
  }
}
