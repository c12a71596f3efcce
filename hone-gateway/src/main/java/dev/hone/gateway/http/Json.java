package dev.hone.gateway.http;

import dev.hone.gateway.GatewayException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees. Numbers keep their digits. */
public final class Json {

  /** How deep arrays and objects may nest in a request. */
  public static final int MAX_NESTING = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static String text(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /**
   * Reads a JSON text.
   *
   * @throws JacksonException if it is malformed
   */
  public static JsonNode read(byte[] bytes) {
    return MAPPER.readTree(bytes);
  }

  /**
   * Reads a JSON text.
   *
   * @throws JacksonException if it is malformed
   */
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** Reads a request body, which must be a JSON object; says where it is malformed. */
  public static ObjectNode requestObject(byte[] body) {
    if (body.length == 0) {
      throw GatewayException.badRequest(null, "The request body is empty; send a JSON object.");
    }
    JsonNode node;
    try {
      node = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST,
          "The request body is not valid JSON: " + e.getOriginalMessage() + position(e) + ".",
          e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw GatewayException.badRequest(
        null,
        "The request body must be a JSON object, not "
            + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT)
            + ".");
  }

  private static String position(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null || at.getLineNr() < 1
        ? ""
        : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
