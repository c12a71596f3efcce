package dev.hone.gateway.dialect;

import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolChoice;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the readers of request bodies have in common. Errors name the field. */
final class Bodies {

  /** Said before the text of a failed tool where a dialect has no field for that. */
  static final String TOOL_ERROR = "Error: ";

  private Bodies() {}

  /** The objects of an array that must be there and hold something. */
  static List<Fields> required(Fields fields, String name) {
    if (fields.node(name) == null) {
      throw Fields.missing(fields.path(name));
    }
    List<Fields> all = optional(fields, name);
    if (all.isEmpty()) {
      throw GatewayException.badRequest(
          fields.path(name), "'" + fields.path(name) + "' is empty; send at least one.");
    }
    return all;
  }

  /** The objects of an array; none if it is absent. */
  static List<Fields> optional(Fields fields, String name) {
    JsonNode array = fields.node(name);
    if (array == null) {
      return List.of();
    }
    if (!array.isArray()) {
      throw Fields.wrong(fields.path(name), "an array", array);
    }
    List<Fields> all = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      all.add(Fields.of(array.get(i), fields.path(name) + "[" + i + "]"));
    }
    return all;
  }

  static Fields object(Fields fields, String name) {
    JsonNode node = fields.node(name);
    if (node == null) {
      throw Fields.missing(fields.path(name));
    }
    return Fields.of(node, fields.path(name));
  }

  static @Nullable Boolean flag(Fields fields, String name) {
    return fields.node(name) == null ? null : fields.flag(name);
  }

  static @Nullable JsonNode schema(Fields fields, String name) {
    JsonNode node = fields.node(name);
    if (node != null && !node.isObject()) {
      throw Fields.wrong(fields.path(name), "a JSON Schema object", node);
    }
    return node;
  }

  static Role role(Fields fields) {
    String name = fields.requiredText("role");
    try {
      return Role.ofWireName(name);
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST,
          "'" + fields.path("role") + "': " + e.getMessage() + ".",
          fields.path("role"),
          e);
    }
  }

  /** A text or an array of texts. */
  static List<String> texts(Fields fields, String name) {
    JsonNode node = fields.node(name);
    if (node == null) {
      return List.of();
    }
    if (node.isString()) {
      return List.of(node.stringValue());
    }
    if (!node.isArray()) {
      throw Fields.wrong(fields.path(name), "a string or an array of strings", node);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      if (!node.get(i).isString()) {
        throw Fields.wrong(fields.path(name) + "[" + i + "]", "a string", node.get(i));
      }
      texts.add(node.get(i).stringValue());
    }
    return texts;
  }

  /** The end user; {@code safety_identifier} is the newer field. */
  static @Nullable String user(Fields fields) {
    String user = fields.text("user");
    return user != null ? user : fields.text("safety_identifier");
  }

  static ObjectNode metadata(Fields fields) {
    JsonNode node = fields.node("metadata");
    if (node == null) {
      return Json.object();
    }
    if (node instanceof ObjectNode object) {
      return object.deepCopy();
    }
    throw Fields.wrong("metadata", "an object", node);
  }

  static ToolChoice openAiChoice(String name) {
    return switch (name) {
      case "none" -> new ToolChoice.None();
      case "auto" -> new ToolChoice.Auto();
      case "required" -> new ToolChoice.Required();
      default -> throw ChatBodyReader.unknownChoice(name);
    };
  }

  static String openAiChoice(ToolChoice choice) {
    return switch (choice) {
      case ToolChoice.Auto any -> "auto";
      case ToolChoice.None any -> "none";
      case ToolChoice.Required any -> "required";
      case ToolChoice.Named named -> named.name();
    };
  }
}
