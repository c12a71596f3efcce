package dev.hone.app.simulate.users;

import dev.hone.app.SetupException;
import dev.hone.app.simulate.users.Located.Items;
import dev.hone.app.simulate.users.Located.Keys;
import dev.hone.app.simulate.users.Located.Leaf;
import dev.hone.app.simulate.users.Located.Nothing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML or JSON into a tree that knows the line of every value. */
final class LocatedReader {

  /** Deeper nesting than this is a mistake. */
  private static final int MOST_DEPTH = 64;

  private final String file;
  private final JsonParser parser;

  private LocatedReader(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads a file's text.
   *
   * @throws SetupException with file and line, if it is no YAML (or JSON, when its name ends so)
   */
  static Located read(Path name, String text) {
    String file = name.toString();
    boolean json = file.endsWith(".json");
    try (JsonParser parser =
        json
            ? JsonMapper.builder().build().createParser(text)
            : YAMLMapper.builder().build().createParser(text)) {
      if (parser.nextToken() == null) {
        throw new SetupException(file + ":1: the file is empty; it must have a list 'users'");
      }
      LocatedReader reader = new LocatedReader(file, parser);
      Located whole = reader.value("", 0);
      if (parser.nextToken() != null) {
        throw reader.wrong("", "the file holds more than one document");
      }
      return whole;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      int line = at == null || at.getLineNr() < 1 ? 1 : at.getLineNr();
      throw new SetupException(
          file
              + ":"
              + line
              + ": this is no "
              + (json ? "JSON" : "YAML")
              + ": "
              + String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " "));
    }
  }

  private Located value(String path, int depth) {
    if (depth > MOST_DEPTH) {
      throw wrong(path, "is nested deeper than " + MOST_DEPTH + " levels");
    }
    if (parser instanceof YAMLParser yaml
        && (yaml.isCurrentAlias() || yaml.getObjectId() != null)) {
      throw wrong(
          path,
          "YAML's anchors and aliases (& and *) are not read; write the value out,"
              + " or put a text with a star in quotes");
    }
    int line = line();
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> keys(path, line, depth);
      case START_ARRAY -> items(path, line, depth);
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new Leaf(path, line, parser.getString());
      case VALUE_NULL -> new Nothing(path, line);
      case VALUE_EMBEDDED_OBJECT, PROPERTY_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE ->
          throw wrong(path, "a value of this kind is not known here");
    };
  }

  private Located keys(String path, int line, int depth) {
    Map<String, Located> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      String full = path.isEmpty() ? key : path + "." + key;
      if (entries.containsKey(key)) {
        throw wrong(full, "stands there twice");
      }
      parser.nextToken();
      entries.put(key, value(full, depth + 1));
    }
    return new Keys(path, line, Collections.unmodifiableMap(entries));
  }

  private Located items(String path, int line, int depth) {
    List<Located> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path + "[" + items.size() + "]", depth + 1));
    }
    return new Items(path, line, items);
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private SetupException wrong(String path, String problem) {
    return new SetupException(
        file + ":" + line() + ": " + (path.isEmpty() ? "" : path + " ") + problem);
  }
}
