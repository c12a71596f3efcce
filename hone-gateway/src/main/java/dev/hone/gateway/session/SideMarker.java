package dev.hone.gateway.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

  boolean fits(Beginnings call) {
    List<String> begins =
        switch (place) {
          case SYSTEM -> call.system();
          case USER -> call.user();
        };
    for (String text : begins) {
      if (text.startsWith(words)) {
        return true;
      }
    }
    return false;
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
