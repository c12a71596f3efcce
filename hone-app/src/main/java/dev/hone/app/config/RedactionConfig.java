package dev.hone.app.config;

import dev.hone.gateway.redact.RedactionKind;
import dev.hone.gateway.redact.RedactionRules;
import dev.hone.gateway.redact.RedactionRules.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code redaction:} of {@code hone.yaml} and the dictionary that it names. */
final class RedactionConfig {

  private static final String ALL = "all";

  /** Stands in the placeholder of a term that names no word of its own. */
  private static final String WORD = "term";

  private RedactionConfig() {}

  static RedactionRules read(Section section) {
    Set<RedactionKind> kinds =
        kinds(section.texts("kinds", "What is not kept: " + known() + ", or all; none: off."));
    String dictionary =
        section.text(
            "dictionary", "", "File of words that are not kept: one on a line, TAB, placeholder.");
    return new RedactionRules(kinds, dictionary.isEmpty() ? List.of() : terms(dictionary));
  }

  private static String known() {
    return Arrays.stream(RedactionKind.values())
        .map(RedactionKind::word)
        .collect(Collectors.joining(", "));
  }

  private static Set<RedactionKind> kinds(List<String> names) {
    Set<RedactionKind> kinds = EnumSet.noneOf(RedactionKind.class);
    for (String name : names) {
      if (name.equals(ALL)) {
        return EnumSet.allOf(RedactionKind.class);
      }
      kinds.add(
          Arrays.stream(RedactionKind.values())
              .filter(kind -> kind.word().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "redaction.kinds: '" + name + "' is unknown; known: " + known())));
    }
    return kinds;
  }

  private static List<Term> terms(String name) {
    Path file = Path.of(name);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigException(
          "redaction.dictionary: the file " + file + " cannot be read (" + e + ")");
    }
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int tab = line.indexOf('\t');
      try {
        terms.add(
            tab < 0
                ? new Term(line, WORD)
                : new Term(line.substring(0, tab).strip(), line.substring(tab + 1).strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "redaction.dictionary: line " + (i + 1) + " of " + file + ": " + e.getMessage());
      }
    }
    return terms;
  }
}
