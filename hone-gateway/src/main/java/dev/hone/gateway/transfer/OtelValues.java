package dev.hone.gateway.transfer;

import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OTLP's typed values as plain JSON. */
final class OtelValues {

  private OtelValues() {}

  /** A list of {@code {"key": …, "value": {"stringValue": …}}} as an object. */
  static ObjectNode attributes(JsonNode list) {
    ObjectNode object = Json.object();
    for (JsonNode attribute : list) {
      object.set(attribute.path("key").asString(""), plain(attribute.path("value")));
    }
    return object;
  }

  private static JsonNode plain(JsonNode value) {
    if (value.has("kvlistValue")) {
      return attributes(value.path("kvlistValue").path("values"));
    }
    if (value.has("arrayValue")) {
      ArrayNode array = Json.array();
      value.path("arrayValue").path("values").forEach(one -> array.add(plain(one)));
      return array;
    }
    for (String kind : List.of("stringValue", "boolValue", "doubleValue", "bytesValue")) {
      if (value.has(kind)) {
        return value.path(kind);
      }
    }
    if (value.has("intValue")) {
      // 64-bit numbers are written as texts.
      return Json.array().add(value.path("intValue").asLong(0)).get(0);
    }
    return Json.array().addNull().get(0);
  }

  /** What is written as JSON inside of a text, read; anything else as it is. */
  static JsonNode json(JsonNode value) {
    if (!value.isString()) {
      return value;
    }
    String text = value.stringValue().strip();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return value;
    }
    try {
      return Json.read(text);
    } catch (JacksonException noJson) {
      // A text that begins with a bracket is a text.
      return value;
    }
  }

  /** {@code prefix.0.role}, {@code prefix.0.tool_calls.0.name}, … as objects, by number. */
  static List<ObjectNode> numbered(ObjectNode attributes, String prefix) {
    Map<Integer, ObjectNode> found = new TreeMap<>();
    attributes
        .properties()
        .forEach(
            field -> {
              if (field.getKey().startsWith(prefix)) {
                String[] parts = field.getKey().substring(prefix.length()).split("\\.");
                if (number(parts[0]) >= 0 && parts.length > 1) {
                  put(
                      found.computeIfAbsent(number(parts[0]), index -> Json.object()),
                      parts,
                      field.getValue());
                }
              }
            });
    return new ArrayList<>(found.values());
  }

  private static void put(ObjectNode message, String[] parts, JsonNode value) {
    if (parts.length == 2) {
      message.set(parts[1], value);
    } else if (parts.length == 4 && parts[1].equals("tool_calls") && number(parts[2]) >= 0) {
      ArrayNode calls = message.withArrayProperty("tool_calls");
      while (calls.size() <= number(parts[2])) {
        calls.addObject();
      }
      ((ObjectNode) calls.get(number(parts[2]))).set(parts[3], value);
    }
  }

  /** A small number, or -1. */
  private static int number(String text) {
    return text.length() <= 4 && !text.isEmpty() && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text)
        : -1;
  }
}
