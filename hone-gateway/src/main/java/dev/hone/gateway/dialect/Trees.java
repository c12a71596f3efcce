package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.http.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks into trees of JSON that others wrote, and asks nothing of them. */
final class Trees {

  private Trees() {}

  /** What an upstream sent. */
  static JsonNode read(String text) {
    try {
      return Json.read(text);
    } catch (JacksonException e) {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN, "The upstream sent something that is not JSON.", e);
    }
  }

  /** What an upstream sent. */
  static JsonNode read(byte[] body) {
    try {
      return Json.read(body);
    } catch (JacksonException e) {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN, "The upstream sent something that is not JSON.", e);
    }
  }

  /** A text, or an empty one. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.stringValue() : "";
  }

  /** A text that is not empty, or null. */
  static @Nullable String textOrNull(JsonNode node, String field) {
    String text = text(node, field);
    return text.isEmpty() ? null : text;
  }

  /** A count from 0 up; 0 for what is no such number. */
  static long count(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isIntegralNumber() && value.canConvertToLong()
        ? Math.max(0, value.longValue())
        : 0;
  }

  /** The fields of a body that are not among the known ones. */
  static ObjectNode others(ObjectNode body, Set<String> known) {
    ObjectNode others = Json.object();
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!known.contains(field.getKey())) {
        others.set(field.getKey(), field.getValue());
      }
    }
    return others;
  }
}
