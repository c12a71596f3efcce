package dev.hone.learn.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of reference vectors, schema {@value #SCHEMA}.
 *
 * @param vectors in the order of the file
 * @param warnings what is odd about the file as a whole, and does not change a verdict
 */
public record VectorFile(List<JsonNode> vectors, List<String> warnings) {

  /** The only schema there is. */
  public static final String SCHEMA = "rl-reference-vectors/1";

  /** Larger files are refused before they are read. */
  private static final long MOST_BYTES = 256L << 20;

  public VectorFile {
    vectors = List.copyOf(vectors);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a file.
   *
   * @throws VectorFault if it cannot be read or is not of the schema
   */
  public static VectorFile read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new VectorFault(file + " is larger than " + MOST_BYTES + " bytes; split it");
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new VectorFault(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The same from its text. */
  public static VectorFile parse(String text) {
    JsonNode tree;
    try {
      tree =
          JsonMapper.builder()
              .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
              .build()
              .readTree(text);
    } catch (JacksonException e) {
      throw new VectorFault("not valid JSON: " + e.getOriginalMessage());
    }
    String schema = tree.path("schema").asString("");
    if (!schema.equals(SCHEMA)) {
      throw new VectorFault("schema is '" + schema + "', but must be '" + SCHEMA + "'");
    }
    if (!tree.path("vectors").isArray() || tree.path("vectors").isEmpty()) {
      throw new VectorFault("there are no vectors in it");
    }
    List<JsonNode> vectors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode vector : tree.path("vectors")) {
      vectors.add(vector);
      if (!ids.add(vector.path("id").asString(""))) {
        warnings.add("id '" + vector.path("id").asString("") + "' is there twice");
      }
    }
    int count = tree.path("count").asInt(vectors.size());
    if (count != vectors.size()) {
      warnings.add("'count' is " + count + ", but there are " + vectors.size() + " vectors");
    }
    return new VectorFile(vectors, warnings);
  }
}
