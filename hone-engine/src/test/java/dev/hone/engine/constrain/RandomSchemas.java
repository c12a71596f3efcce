package dev.hone.engine.constrain;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes schemas, and values that fulfil them. */
final class RandomSchemas {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of("a", "ab", "abc", "city", "größe", "with \"quote\"", "tab\there", "0", "", "时间");
  private static final List<String> TEXTS =
      List.of(
          "", "x", "hello", "Zürich", "\"q\"", "line\nbreak", "\u0001", "😀😀", "日本語", "a\\b/c");

  private final RandomGenerator random;

  RandomSchemas(RandomGenerator random) {
    this.random = random;
  }

  /** A schema that has a value; at the top it may define a recursive {@code node}. */
  ObjectNode document() {
    ObjectNode schema = schema(0);
    ObjectNode node = NODES.objectNode();
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    properties.putObject("value").put("type", "integer");
    ObjectNode next = properties.putObject("next");
    next.putArray("anyOf").add(type("null")).add(NODES.objectNode().put("$ref", "#/$defs/node"));
    node.putArray("required").add("value").add("next");
    node.put("additionalProperties", false);
    schema.putObject("$defs").set("node", node);
    return schema;
  }

  private static ObjectNode type(String name) {
    return NODES.objectNode().put("type", name);
  }

  private ObjectNode schema(int depth) {
    int kind = random.nextInt(depth >= 3 ? 8 : 12);
    return switch (kind) {
      case 0 -> type("boolean");
      case 1 -> type("null");
      case 2 -> type("integer");
      case 3 -> type("number");
      case 4 -> type("string");
      case 5 -> {
        int min = random.nextInt(4);
        yield type("string").put("minLength", min).put("maxLength", min + random.nextInt(6));
      }
      case 6 -> {
        ObjectNode schema = NODES.objectNode();
        ArrayNode values = schema.putArray("enum");
        values.add("red").add("green").add("re").add(17).add(1).add(true).addNull();
        values.addObject().put("k", "v").putArray("l").add(1.5);
        yield schema;
      }
      case 7 -> NODES.objectNode().put("$ref", "#/$defs/node");
      case 8 -> {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("anyOf").add(schema(depth + 1)).add(schema(depth + 1));
        yield schema;
      }
      case 9 -> {
        ObjectNode schema = type("array");
        int min = random.nextInt(3);
        if (random.nextBoolean()) {
          schema.put("minItems", min).put("maxItems", min + random.nextInt(3));
        }
        schema.set("items", schema(depth + 1));
        yield schema;
      }
      default -> object(depth);
    };
  }

  private ObjectNode object(int depth) {
    ObjectNode schema = type("object");
    ObjectNode properties = schema.putObject("properties");
    List<String> names = new ArrayList<>(NAMES);
    int count = random.nextInt(5);
    List<String> required = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = names.remove(random.nextInt(names.size()));
      properties.set(name, schema(depth + 1));
      if (random.nextBoolean()) {
        required.add(name);
      }
    }
    ArrayNode list = schema.putArray("required");
    required.forEach(list::add);
    switch (random.nextInt(3)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.set("additionalProperties", schema(depth + 2));
      default -> {}
    }
    return schema;
  }

  /** A value that fulfils {@code schema}. */
  JsonNode value(JsonNode document, JsonNode schema, int depth) {
    if (schema.has("$ref")) {
      return value(document, document.at(schema.get("$ref").stringValue().substring(1)), depth);
    }
    if (schema.has("anyOf")) {
      int pick = depth > 6 ? 0 : random.nextInt(2);
      return value(document, schema.get("anyOf").get(pick), depth + 1);
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    return switch (schema.path("type").asString("")) {
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "null" -> NODES.nullNode();
      case "integer" ->
          NODES.numberNode(random.nextBoolean() ? random.nextLong() : random.nextInt(20) - 5);
      case "number" ->
          NODES.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case "string" -> NODES.stringNode(text(schema));
      case "array" -> {
        ArrayNode array = NODES.arrayNode();
        int min = schema.path("minItems").asInt(0);
        int max = schema.path("maxItems").asInt(3);
        int count = min + random.nextInt(max - min + 1);
        for (int i = 0; i < count; i++) {
          array.add(value(document, schema.get("items"), depth + 1));
        }
        yield array;
      }
      case "object" -> objectValue(document, schema, depth);
      default -> throw new IllegalStateException(schema.toString());
    };
  }

  private JsonNode objectValue(JsonNode document, JsonNode schema, int depth) {
    List<String> required = new ArrayList<>();
    schema.get("required").forEach(name -> required.add(name.stringValue()));
    List<String> names = new ArrayList<>();
    schema.get("properties").propertyNames().forEach(names::add);
    names.removeIf(name -> !required.contains(name) && random.nextBoolean());
    JsonNode extra = schema.path("additionalProperties");
    if (!extra.isBoolean() && random.nextBoolean()) {
      names.add("extra");
    }
    java.util.Collections.shuffle(names, new java.util.Random(random.nextLong()));
    ObjectNode object = NODES.objectNode();
    for (String name : names) {
      JsonNode property = schema.get("properties").path(name);
      JsonNode of = property.isMissingNode() ? extra : property;
      object.set(
          name, of.isMissingNode() ? NODES.stringNode("any") : value(document, of, depth + 1));
    }
    return object;
  }

  private String text(JsonNode schema) {
    int min = schema.path("minLength").asInt(0);
    int max = schema.path("maxLength").asInt(1000);
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    while (text.codePointCount(0, text.length()) < min) {
      text += "é";
    }
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max));
  }
}
