package dev.hone.engine.constrain;

import dev.hone.core.engine.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema as JSON: follows its references, lays parts over one another, and says what is wrong.
 *
 * @param what names it in messages
 */
record SchemaDocument(String what, JsonNode root) {

  /** Keywords that say nothing of the value. */
  private static final Set<String> NOTES =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "example",
          "deprecated",
          "readOnly",
          "writeOnly",
          "$comment",
          "$schema",
          "$id",
          "$defs",
          "definitions");

  JsonNode resolve(String target) {
    JsonNode found = root.at(pointer(target));
    if (found.isMissingNode()) {
      throw bad("refers to '" + target + "', which is not in it");
    }
    return found;
  }

  JsonPointer pointer(String target) {
    if (!target.equals("#") && !target.startsWith("#/")) {
      throw bad(
          "refers to '"
              + target
              + "'; only references within the schema ('#/$defs/…') are followed");
    }
    try {
      String path = target.substring(1).replace("+", "%2B");
      return JsonPointer.compile(URLDecoder.decode(path, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw JsonSchema.bad(what, "refers to '" + target + "', which is no reference", e);
    }
  }

  /** Lays {@code upper} over {@code lower}: properties and required names are joined. */
  JsonNode over(JsonNode lower, JsonNode upper) {
    JsonNode top = upper;
    for (int i = 0; top.has("$ref"); i++) {
      if (i > SchemaCompiler.MAX_SCHEMA_DEPTH) {
        throw bad("has references that lead in a circle");
      }
      JsonNode others = without(top, "$ref");
      JsonNode target = resolve(text(top, "$ref"));
      top = saysNothing(others) ? target : over(target, others);
    }
    if (top.isBoolean()) {
      return top.booleanValue() ? lower : top;
    }
    if (!top.isObject() || !lower.isObject()) {
      throw bad("has " + abbreviated(top) + " where an object or a boolean must stand");
    }
    ObjectNode merged = ((ObjectNode) lower).deepCopy();
    for (Map.Entry<String, JsonNode> entry : top.properties()) {
      String key = entry.getKey();
      JsonNode below = merged.get(key);
      if (below != null && below.isObject() && entry.getValue().isObject()) {
        merged.set(key, ((ObjectNode) below).deepCopy().setAll((ObjectNode) entry.getValue()));
      } else if (below != null && key.equals("required") && below.isArray()) {
        var joined = JsonNodeFactory.instance.arrayNode();
        below.forEach(joined::add);
        entry.getValue().forEach(joined::add);
        merged.set(key, joined);
      } else {
        merged.set(key, entry.getValue());
      }
    }
    return merged;
  }

  static JsonNode without(JsonNode schema, String keyword) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      if (!entry.getKey().equals(keyword)) {
        rest.set(entry.getKey(), entry.getValue());
      }
    }
    return rest;
  }

  static boolean saysNothing(JsonNode schema) {
    return schema.propertyStream().allMatch(entry -> NOTES.contains(entry.getKey()));
  }

  static boolean hasAny(JsonNode schema, String... keywords) {
    for (String keyword : keywords) {
      if (schema.has(keyword)) {
        return true;
      }
    }
    return false;
  }

  int count(JsonNode schema, String keyword, int otherwise) {
    JsonNode value = schema.path(keyword);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isNumber() || value.asDouble() < 0) {
      throw bad(
          "has " + abbreviated(value) + " as '" + keyword + "'; a number from 0 must stand there");
    }
    return (int) Math.min(Integer.MAX_VALUE, value.asDouble());
  }

  String text(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    if (!value.isString()) {
      throw bad("has " + abbreviated(value) + " as '" + keyword + "'; a text must stand there");
    }
    return value.stringValue();
  }

  List<JsonNode> list(JsonNode schema, String keyword) {
    JsonNode value = schema.get(keyword);
    if (!value.isArray()) {
      throw bad("has " + abbreviated(value) + " as '" + keyword + "'; a list must stand there");
    }
    return value.valueStream().toList();
  }

  static String abbreviated(JsonNode node) {
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  EngineException bad(String why) {
    return JsonSchema.bad(what, why, null);
  }
}
