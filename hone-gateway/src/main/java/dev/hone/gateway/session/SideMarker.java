package dev.hone.gateway.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words with which a known program begins a side call.
 *
 * @param kind title, summary, topic, heartbeat, upkeep, helper or probe
 * @param place whose text begins so
 * @param words lower case, single spaces
 * @param client who says them
 */
record SideMarker(String kind, Place place, String words, String client) {

  /** Where a marker stands. */
  enum Place {
    /** At the beginning of a line near the beginning of a text of the system. */
    SYSTEM,
    /** At the beginning of a text of the user. */
    USER
  }

  /** Lines that begin later than this in a system text are its rules, not what it is for. */
  private static final int SYSTEM_HEAD = 600;

  /** Longer than every marker, with room for line breaks. */
  private static final int MARKER_REACH = 400;

  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** What a channel puts before a message: who and when. */
  private static final Pattern ENVELOPE = Pattern.compile("^(?:\\[[^\\]\\n]{0,120}\\]\\s*)+");

  boolean fits(CallText call) {
    return switch (place) {
      case SYSTEM -> call.system().stream().anyMatch(this::inHead);
      case USER -> call.user().stream().anyMatch(this::begins);
    };
  }

  private boolean inHead(String text) {
    int line = 0;
    while (line >= 0 && line < Math.min(text.length(), SYSTEM_HEAD)) {
      if (startsAt(text, line)) {
        return true;
      }
      int end = text.indexOf('\n', line);
      line = end < 0 ? -1 : end + 1;
    }
    return false;
  }

  private boolean begins(String text) {
    String head = text.substring(0, Math.min(text.length(), 2 * MARKER_REACH)).strip();
    return startsAt(head, 0) || startsAt(ENVELOPE.matcher(head).replaceFirst(""), 0);
  }

  private boolean startsAt(String text, int from) {
    String reach = text.substring(from, Math.min(text.length(), from + MARKER_REACH)).strip();
    return SPACE.matcher(reach).replaceAll(" ").toLowerCase(Locale.ROOT).startsWith(words);
  }

  String reason() {
    return "rule " + kind + ": begins as " + client + " does";
  }

  /** Those that ship with Hone: a line each of kind, place, client and words between tabs. */
  static List<SideMarker> shipped() {
    try (InputStream in = SideMarker.class.getResourceAsStream("side-markers.tsv")) {
      if (in == null) {
        throw new IllegalStateException("side-markers.tsv is missing from this build");
      }
      List<SideMarker> markers = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split("\t", -1);
          markers.add(
              new SideMarker(
                  parts[0],
                  Place.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                  parts[3].toLowerCase(Locale.ROOT),
                  parts[2]));
        }
      }
      return markers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
