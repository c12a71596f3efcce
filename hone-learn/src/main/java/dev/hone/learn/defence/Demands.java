package dev.hone.learn.defence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What nobody teaches for an honest reason: patterns that are shipped as data. Thread-safe. */
public final class Demands {

  private static final String FILE = "demands.txt";

  private final Map<String, Pattern> patterns;

  private Demands(Map<String, Pattern> patterns) {
    this.patterns = patterns;
  }

  public static Demands shipped() {
    try (InputStream stream = Demands.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + FILE + " is missing from this build");
      }
      Map<String, Pattern> patterns = new LinkedHashMap<>();
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          patterns.put(
              line.substring(0, tab),
              Pattern.compile(
                  line.substring(tab + 1), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        }
      }
      return new Demands(patterns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of the first that a text makes. */
  public Optional<String> in(String text) {
    return patterns.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(text).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
