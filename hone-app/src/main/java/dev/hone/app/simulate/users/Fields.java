package dev.hone.app.simulate.users;

import dev.hone.app.SetupException;
import dev.hone.app.config.NearestName;
import dev.hone.app.simulate.users.Located.Items;
import dev.hone.app.simulate.users.Located.Keys;
import dev.hone.app.simulate.users.Located.Leaf;
import dev.hone.app.simulate.users.Located.Nothing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes values out of a {@link Located} tree; what has another shape is named with its place. */
final class Fields {

  /** Longer texts than this have no place in a prompt of a small model. */
  private static final int MOST_CHARACTERS = 4_000;

  private final String file;

  Fields(String file) {
    this.file = file;
  }

  SetupException wrong(Located at, String problem) {
    return new SetupException(
        file
            + ":"
            + at.line()
            + ": "
            + (at.path().isEmpty() ? "the file" : at.path())
            + " "
            + problem);
  }

  /** The {@code key: value} lines of a value, all of whose keys must be known. */
  Map<String, Located> keys(Located at, Set<String> known) {
    Map<String, Located> entries = entries(at, "must hold 'key: value' lines: " + listed(known));
    for (Map.Entry<String, Located> entry : entries.entrySet()) {
      requireKnown(entry.getValue(), entry.getKey(), known, "key");
    }
    return entries;
  }

  Map<String, Located> entries(Located at, String problem) {
    if (at instanceof Keys(var path, var line, var entries)) {
      return entries;
    }
    throw wrong(at, problem);
  }

  void requireKnown(Located at, String name, Collection<String> known, String what) {
    if (!known.contains(name)) {
      throw new SetupException(
          file
              + ":"
              + at.line()
              + ": "
              + at.path()
              + ": unknown "
              + what
              + " '"
              + name
              + "'; "
              + NearestName.of(name, known)
                  .map(near -> "did you mean '" + near + "'?")
                  .orElseGet(() -> "known are " + listed(known)));
    }
  }

  static String listed(Collection<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  Located required(Located parent, Map<String, Located> keys, String key) {
    Located value = keys.get(key);
    if (value == null) {
      throw wrong(parent, "lacks '" + key + "'");
    }
    return value;
  }

  String text(Located at) {
    if (!(at instanceof Leaf(var path, var line, String text))) {
      throw wrong(at, at instanceof Nothing ? "has no value" : "must be one text");
    }
    if (text.isBlank()) {
      throw wrong(at, "is empty");
    }
    if (text.length() > MOST_CHARACTERS) {
      throw wrong(at, "is longer than " + MOST_CHARACTERS + " characters");
    }
    return text;
  }

  /** One text or a list of them; at least one. */
  List<String> texts(Located at) {
    List<String> texts = new ArrayList<>();
    for (Located item : items(at)) {
      texts.add(text(item));
    }
    return texts;
  }

  /** A list; one value is a list of one. At least one. */
  List<Located> items(Located at) {
    if (!(at instanceof Items(var path, var line, List<Located> items))) {
      if (at instanceof Nothing) {
        throw wrong(at, "has no value");
      }
      return List.of(at);
    }
    if (items.isEmpty()) {
      throw wrong(at, "is an empty list");
    }
    return items;
  }

  int number(Located at, int least) {
    String text = text(at);
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, with the same words.
    }
    throw wrong(
        at,
        "must be a whole number"
            + (least > Integer.MIN_VALUE ? " of at least " + least : "")
            + ", but is '"
            + text
            + "'");
  }

  boolean truth(Located at) {
    return switch (text(at)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(at, "must be true or false, but is '" + text(at) + "'");
    };
  }
}
