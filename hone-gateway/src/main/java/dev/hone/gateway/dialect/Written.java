package dev.hone.gateway.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the writers of request bodies have in common. */
final class Written {

  private Written() {}

  static void number(ObjectNode body, String name, @Nullable Double value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  static void whole(ObjectNode body, String name, @Nullable Long value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  /** A part that must be of the dialect that is written. */
  static JsonNode same(Part.Other part, Dialect target) {
    if (part.dialect() != target) {
      throw Untranslatable.refusal(
          "messages", "A part of type '" + type(part.json()) + "'", target);
    }
    return part.json();
  }

  /** A tool that must be of the dialect that is written. */
  static JsonNode same(DialectTool.Other tool, Dialect target) {
    if (tool.dialect() != target) {
      throw Untranslatable.refusal("tools", "A tool of type '" + type(tool.json()) + "'", target);
    }
    return tool.json();
  }

  private static String type(JsonNode json) {
    return Trees.text(json, "type");
  }

  /** The content of a failed tool, with the failure said in its text. */
  static List<Part> failed(List<Part> content) {
    List<Part> said = new ArrayList<>(content);
    if (!content.isEmpty() && content.getFirst() instanceof Part.Text(String text)) {
      said.set(
          0, new Part.Text(text.startsWith(Bodies.TOOL_ERROR) ? text : Bodies.TOOL_ERROR + text));
    } else {
      said.addFirst(new Part.Text(Bodies.TOOL_ERROR.strip()));
    }
    return said;
  }

  /** Description, schema and strictness of a function. */
  static void function(DialectTool.Function function, String schemaField, ObjectNode out) {
    if (function.description() != null) {
      out.put("description", function.description());
    }
    if (function.parameters() != null) {
      out.set(schemaField, function.parameters());
    }
    if (function.strict() != null) {
      out.put("strict", function.strict());
    }
  }

  static void schema(AnswerShape.Schema schema, ObjectNode out) {
    out.put("name", schema.name());
    out.set("schema", schema.schema());
    if (schema.strict() != null) {
      out.put("strict", schema.strict());
    }
  }

  static IllegalStateException misplaced(String what) {
    return new IllegalStateException(what + " stands where it cannot be");
  }
}
