package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Fields of a JSON object, read with errors that name them. A null value is an absent one. */
public final class Fields {

  private final JsonNode object;
  private final String prefix;

  private Fields(JsonNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  public static Fields of(JsonNode object) {
    return new Fields(object, "");
  }

  /** The fields of a node that must be an object. */
  public static Fields of(JsonNode node, String path) {
    if (!node.isObject()) {
      throw wrong(path, "an object", node);
    }
    return new Fields(node, path + ".");
  }

  /** The object itself. */
  public JsonNode json() {
    return object;
  }

  public String path(String name) {
    return prefix + name;
  }

  /** The node, or null if it is absent or JSON null. */
  public @Nullable JsonNode node(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  public boolean has(String name) {
    return node(name) != null;
  }

  public @Nullable String text(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (!node.isString()) {
      throw wrong(path(name), "a string", node);
    }
    return node.stringValue();
  }

  public String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw missing(path(name));
    }
    return text;
  }

  public boolean flag(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return false;
    }
    if (!node.isBoolean()) {
      throw wrong(path(name), "true or false", node);
    }
    return node.booleanValue();
  }

  public @Nullable Double number(String name, double least, double most) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (!node.isNumber()) {
      throw wrong(path(name), "a number", node);
    }
    double value = node.doubleValue();
    if (!(value >= least && value <= most)) {
      throw range(path(name), plain(least), plain(most), node);
    }
    return value;
  }

  public @Nullable Long whole(String name, long least, long most) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber()) {
      throw wrong(path(name), "a whole number", node);
    }
    if (!node.canConvertToLong() || node.longValue() < least || node.longValue() > most) {
      throw range(path(name), Long.toString(least), Long.toString(most), node);
    }
    return node.longValue();
  }

  public static GatewayException missing(String path) {
    return GatewayException.badRequest(path, "Missing required field '" + path + "'.");
  }

  public static GatewayException wrong(String path, String expected, JsonNode found) {
    return GatewayException.badRequest(
        path,
        "'"
            + path
            + "' must be "
            + expected
            + ", not "
            + found.getNodeType().name().toLowerCase(Locale.ROOT)
            + ".");
  }

  private static GatewayException range(String path, String least, String most, JsonNode found) {
    return GatewayException.badRequest(
        path,
        "'"
            + path
            + "' is "
            + Json.text(found)
            + "; it must be from "
            + least
            + " to "
            + most
            + ".");
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
