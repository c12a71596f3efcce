package dev.hone.engine.text;

import dev.hone.core.engine.EngineException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads values of a tokenizer file with errors that name the field. */
final class Fields {

  private Fields() {}

  static EngineException bad(String message) {
    return new EngineException(EngineException.Code.BAD_MODEL, "tokenizer.json: " + message);
  }

  static boolean isNull(@Nullable JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  static String type(JsonNode node, String where) {
    return string(node, "type", where);
  }

  static String string(JsonNode node, String name, String where) {
    JsonNode value = node.get(name);
    if (value == null || !value.isString()) {
      throw bad(where + "." + name + " must be a text");
    }
    return value.stringValue();
  }

  static String string(JsonNode node, String name, String where, String otherwise) {
    return isNull(node.get(name)) ? otherwise : string(node, name, where);
  }

  static boolean flag(JsonNode node, String name, boolean otherwise) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw bad(name + " must be true or false");
    }
    return value.booleanValue();
  }

  static int integer(JsonNode node, String name, String where) {
    JsonNode value = node.get(name);
    if (value == null || !value.isInt()) {
      throw bad(where + "." + name + " must be a whole number");
    }
    return value.intValue();
  }

  static JsonNode array(JsonNode node, String name, String where) {
    JsonNode value = node.get(name);
    if (value == null || !value.isArray()) {
      throw bad(where + "." + name + " must be a list");
    }
    return value;
  }
}
