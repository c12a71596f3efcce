package dev.hone.app.simulate.users;

import dev.hone.app.Json;
import dev.hone.core.chat.ToolSpec;
import dev.hone.learn.simulate.ToolStub;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads tools. */
final class ToolReader {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Set<String> TYPES =
      new TreeSet<>(Set.of("string", "integer", "number", "boolean"));
  private static final String DEFAULT_RESULT = "{\"ok\":true}";

  private final Fields fields;

  ToolReader(Fields fields) {
    this.fields = fields;
  }

  Map<String, ToolStub> tools(Located at) {
    Map<String, ToolStub> tools = new LinkedHashMap<>();
    fields
        .entries(at, "must hold 'name of a tool: …' lines")
        .forEach((name, value) -> tools.put(name, tool(name, value)));
    return tools;
  }

  private ToolStub tool(String name, Located at) {
    if (!NAME.matcher(name).matches()) {
      throw fields.wrong(at, "has a name that no tool can have; use letters, digits, '_' and '-'");
    }
    Map<String, Located> keys = fields.keys(at, Set.of("description", "parameters", "result"));
    String description =
        keys.containsKey("description") ? fields.text(keys.get("description")) : "";
    String result = keys.containsKey("result") ? fields.text(keys.get("result")) : DEFAULT_RESULT;
    Located parameters = keys.get("parameters");
    ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
    if (parameters == null) {
      schema.putObject("properties");
    } else {
      schema = schema(parameters);
    }
    return new ToolStub(new ToolSpec(name, description, schema.toString()), result);
  }

  /** {@code city: string} lines, or a whole JSON Schema with {@code type: object}. */
  private ObjectNode schema(Located at) {
    Map<String, Located> keys = fields.entries(at, "must hold 'name: type' lines");
    if (keys.get("type") instanceof Located.Leaf(var path, var line, String type)
        && type.equals("object")) {
      return (ObjectNode) json(at);
    }
    ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    keys.forEach(
        (name, value) -> {
          String type = fields.text(value);
          fields.requireKnown(value, type, TYPES, "type");
          properties.putObject(name).put("type", type);
        });
    return schema;
  }

  private JsonNode json(Located at) {
    return switch (at) {
      case Located.Keys(var path, var line, var entries) -> {
        ObjectNode node = Json.MAPPER.createObjectNode();
        entries.forEach((key, value) -> node.set(key, json(value)));
        yield node;
      }
      case Located.Items(var path, var line, var items) -> {
        ArrayNode node = Json.MAPPER.createArrayNode();
        items.forEach(item -> node.add(json(item)));
        yield node;
      }
      case Located.Leaf(var path, var line, String text) -> leaf(text);
      case Located.Nothing nothing -> Json.MAPPER.nullNode();
    };
  }

  private static JsonNode leaf(String text) {
    return switch (text) {
      case "true" -> Json.MAPPER.getNodeFactory().booleanNode(true);
      case "false" -> Json.MAPPER.getNodeFactory().booleanNode(false);
      default ->
          text.matches("-?\\d{1,9}")
              ? Json.MAPPER.getNodeFactory().numberNode(Integer.parseInt(text))
              : Json.MAPPER.getNodeFactory().stringNode(text);
    };
  }
}
