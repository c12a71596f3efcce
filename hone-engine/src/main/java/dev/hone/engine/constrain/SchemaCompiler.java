package dev.hone.engine.constrain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Turns a schema into a {@link Choice}. Used once, by one thread. */
final class SchemaCompiler {

  /** Most schemas inside one another, references not counted. */
  static final int MAX_SCHEMA_DEPTH = 64;

  /** Most schemas in a schema. */
  static final int MAX_SCHEMAS = 10_000;

  /** Longest smallest value of a schema, in bytes. */
  static final int MAX_LEAST = 64 * 1024;

  private static final Set<String> TYPES =
      Set.of("string", "integer", "number", "boolean", "null", "array", "object");

  private final SchemaDocument document;
  private final boolean closed;
  private final Map<JsonPointer, Choice> references = new HashMap<>();
  private final List<Choice> all = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private @Nullable Choice anything;

  SchemaCompiler(SchemaDocument document, boolean closed) {
    this.document = document;
    this.closed = closed;
  }

  /**
   * @param objectOnly leaves out every value that is not an object
   */
  Choice compile(boolean objectOnly) {
    Choice whole = reference("#");
    Choice root = objectOnly ? fresh() : whole;
    if (objectOnly) {
      root.include(whole);
    }
    // A queue, not recursion: chains of references may be long.
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
    all.forEach(Choice::flatten);
    if (objectOnly) {
      root.keepObjects();
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      // Parts stand behind what they are parts of, so that going backwards settles in few rounds.
      for (int i = all.size() - 1; i >= 0; i--) {
        changed |= all.get(i).improve();
      }
    }
    all.forEach(Choice::prune);
    Shape.Least least = root.least();
    if (least == null) {
      throw document.bad(
          (objectOnly ? "allows no object" : "allows no value at all")
              + "; check type, required properties, enum and limits");
    }
    if (least.height() > Acceptor.MAX_DEPTH) {
      throw document.bad(
          "is too deep: its flattest value has "
              + least.height()
              + " arrays and objects inside one another, at most "
              + Acceptor.MAX_DEPTH
              + " are written");
    }
    if (least.length() > MAX_LEAST) {
      throw document.bad(
          "is too large: its smallest value has "
              + least.length()
              + " bytes, at most "
              + MAX_LEAST
              + " are written");
    }
    return root;
  }

  private Choice choice(JsonNode schema, int depth) {
    Choice choice = fresh();
    fill(choice, schema, depth);
    return choice;
  }

  private Choice fresh() {
    if (all.size() >= MAX_SCHEMAS) {
      throw document.bad("holds more than " + MAX_SCHEMAS + " schemas");
    }
    Choice choice = new Choice();
    all.add(choice);
    return choice;
  }

  private void fill(Choice choice, JsonNode schema, int depth) {
    if (depth > MAX_SCHEMA_DEPTH) {
      throw document.bad(
          "is too deep: more than " + MAX_SCHEMA_DEPTH + " schemas inside one another");
    }
    if (schema.isBoolean()) {
      if (schema.booleanValue()) {
        choice.include(anything());
      }
      return;
    }
    if (!schema.isObject()) {
      throw document.bad(
          "has " + SchemaDocument.abbreviated(schema) + " where an object or a boolean must stand");
    }
    if (schema.has("$ref")) {
      String target = document.text(schema, "$ref");
      JsonNode others = SchemaDocument.without(schema, "$ref");
      if (SchemaDocument.saysNothing(others)) {
        choice.include(reference(target));
      } else {
        fill(choice, document.over(others, document.resolve(target)), depth + 1);
      }
      return;
    }
    if (schema.has("allOf")) {
      JsonNode merged = SchemaDocument.without(schema, "allOf");
      for (JsonNode part : document.list(schema, "allOf")) {
        merged = document.over(merged, part);
      }
      fill(choice, merged, depth + 1);
      return;
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.has(keyword)) {
        JsonNode others = SchemaDocument.without(schema, keyword);
        for (JsonNode part : document.list(schema, keyword)) {
          fill(
              choice,
              SchemaDocument.saysNothing(others) ? part : document.over(others, part),
              depth + 1);
        }
        return;
      }
    }
    if (schema.has("const")) {
      choice.add(new LiteralShape(List.of(JsonSchema.compact(schema.get("const")))));
    } else if (schema.has("enum")) {
      Set<String> types = types(schema);
      choice.add(
          new LiteralShape(
              document.list(schema, "enum").stream()
                  .filter(value -> types.stream().anyMatch(type -> isOfType(value, type)))
                  .map(JsonSchema::compact)
                  .toList()));
    } else {
      for (String type : types(schema)) {
        choice.add(shape(schema, type, depth));
      }
    }
  }

  private Shape shape(JsonNode schema, String type, int depth) {
    return switch (type) {
      case "string" ->
          new TextShape(
              document.count(schema, "minLength", 0),
              document.count(schema, "maxLength", TextShape.UNLIMITED));
      case "integer" -> new NumberShape(true);
      case "number" -> new NumberShape(false);
      case "boolean" -> words("true", "false");
      case "null" -> words("null");
      case "array" -> listShape(schema, depth);
      case "object" -> objectShape(schema, depth);
      default -> throw document.bad("has the unknown type '" + type + "'; known are " + TYPES);
    };
  }

  private ListShape listShape(JsonNode schema, int depth) {
    List<Choice> first = new ArrayList<>();
    if (schema.has("prefixItems")) {
      for (JsonNode item : document.list(schema, "prefixItems")) {
        first.add(choice(item, depth + 1));
      }
    }
    Choice others = schema.has("items") ? choice(schema.get("items"), depth + 1) : anything();
    return new ListShape(
        List.copyOf(first),
        others,
        document.count(schema, "minItems", 0),
        document.count(schema, "maxItems", ListShape.UNLIMITED));
  }

  private ObjectShape objectShape(JsonNode schema, int depth) {
    JsonNode named = schema.path("properties");
    if (!named.isMissingNode() && !named.isObject()) {
      throw document.bad(
          "has "
              + SchemaDocument.abbreviated(named)
              + " as 'properties'; an object must stand there");
    }
    JsonNode additional = schema.path("additionalProperties");
    boolean open = additional.isMissingNode() ? !(closed && named.isObject()) : true;
    Choice extra = null;
    if (open) {
      extra = additional.isMissingNode() ? anything() : choice(additional, depth + 1);
    }
    Set<String> required = new LinkedHashSet<>();
    if (schema.has("required")) {
      document.list(schema, "required").forEach(name -> required.add(name.asString()));
    }
    List<ObjectShape.Property> properties = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : named.properties()) {
      properties.add(
          new ObjectShape.Property(
              JsonSchema.escaped(property.getKey()),
              choice(property.getValue(), depth + 1),
              required.remove(property.getKey())));
    }
    for (String name : required) {
      Choice value = extra == null ? anything() : extra;
      properties.add(new ObjectShape.Property(JsonSchema.escaped(name), value, true));
    }
    return new ObjectShape(properties, extra);
  }

  private static LiteralShape words(String... words) {
    List<byte[]> bytes = new ArrayList<>();
    for (String word : words) {
      bytes.add(word.getBytes(StandardCharsets.UTF_8));
    }
    return new LiteralShape(bytes);
  }

  /** Any JSON value. */
  private Choice anything() {
    Choice known = anything;
    if (known == null) {
      known = fresh();
      anything = known;
      known.add(new TextShape(0, TextShape.UNLIMITED));
      known.add(new NumberShape(false));
      known.add(words("true", "false", "null"));
      known.add(new ListShape(List.of(), known, 0, ListShape.UNLIMITED));
      known.add(new ObjectShape(List.of(), known));
    }
    return known;
  }

  private Set<String> types(JsonNode schema) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      type.forEach(name -> types.add(name.asString()));
    } else if (!type.isMissingNode()) {
      types.add(document.text(schema, "type"));
    } else if (schema.has("enum")) {
      types.addAll(TYPES);
    } else if (SchemaDocument.hasAny(schema, "properties", "required", "additionalProperties")) {
      types.add("object");
    } else if (SchemaDocument.hasAny(schema, "items", "prefixItems", "minItems", "maxItems")) {
      types.add("array");
    } else if (SchemaDocument.hasAny(schema, "minLength", "maxLength", "pattern", "format")) {
      types.add("string");
    } else {
      types.addAll(List.of("string", "number", "boolean", "null", "array", "object"));
    }
    if (schema.path("nullable").asBoolean(false)) {
      types.add("null");
    }
    for (String name : types) {
      if (!TYPES.contains(name)) {
        throw document.bad("has the unknown type '" + name + "'; known are " + TYPES);
      }
    }
    if (types.contains("number")) {
      types.remove("integer");
    }
    return types;
  }

  private static boolean isOfType(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      default -> false;
    };
  }

  private Choice reference(String target) {
    JsonPointer pointer = document.pointer(target);
    Choice known = references.get(pointer);
    if (known == null) {
      known = fresh();
      references.put(pointer, known);
      Choice begun = known;
      JsonNode schema = document.resolve(target);
      waiting.add(() -> fill(begun, schema, 0));
    }
    return known;
  }
}
