package dev.hone.engine.constrain;

import dev.hone.core.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON Schema made ready to guide a model. Immutable and thread-safe.
 *
 * <p>Held to: {@code type} (also a list), {@code properties}, {@code required}, {@code
 * additionalProperties}, {@code items}, {@code prefixItems}, {@code minItems}, {@code maxItems},
 * {@code minLength}, {@code maxLength}, {@code enum}, {@code const}, {@code anyOf}, {@code oneOf}
 * (both as "one of these at least"), {@code allOf} (its parts laid over one another), {@code
 * nullable}, {@code $ref} within the schema. Not held to, as if it were not there: {@code pattern},
 * {@code format}, {@code minimum}, {@code maximum}, {@code multipleOf}, {@code uniqueItems}, {@code
 * contains}, {@code patternProperties}, {@code propertyNames}, {@code minProperties}, {@code
 * maxProperties}, {@code not}, {@code if}, {@code dependent…} and every unknown keyword.
 *
 * <p>The JSON is compact: no white space but one optional space after ':' and ','. Values of {@code
 * enum} and {@code const} are written in one way, without spaces. Numbers are bounded in length
 * (see {@link NumberShape}), nesting by {@link Acceptor#MAX_DEPTH}.
 */
public final class JsonSchema {

  /** Longest schema, in characters. */
  public static final int MAX_LENGTH = 512 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Choice root;

  private JsonSchema(Choice root) {
    this.root = root;
  }

  /**
   * Reads a schema.
   *
   * @param what names it in messages, such as {@code parameters of tool 'x'}
   * @param closed objects whose schema names properties and says nothing of others take no others
   * @throws EngineException {@code BAD_REQUEST} if it cannot be read, held to or fulfilled
   */
  public static JsonSchema compile(String what, String schema, boolean closed) {
    return new JsonSchema(new SchemaCompiler(read(what, schema), closed).compile(false));
  }

  /** As {@link #compile} with closed objects, for a value that must itself be an object. */
  static JsonSchema compileObject(String what, String schema) {
    return new JsonSchema(new SchemaCompiler(read(what, schema), true).compile(true));
  }

  private static SchemaDocument read(String what, String schema) {
    if (schema.length() > MAX_LENGTH) {
      throw bad(
          what,
          "is " + schema.length() + " characters long; at most " + MAX_LENGTH + " are read",
          null);
    }
    try {
      return new SchemaDocument(what, JSON.readTree(schema.isBlank() ? "{}" : schema));
    } catch (JacksonException e) {
      throw bad(what, "is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The beginning of a value. */
  public Acceptor start() {
    return Acceptor.of(Stack.EMPTY.push(new Choice.Due(root, false)));
  }

  Choice root() {
    return root;
  }

  /** A text as it stands between the quotes of a JSON string. */
  static byte[] escaped(String text) {
    byte[] quoted = JSON.writeValueAsString(text).getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
  }

  static byte[] compact(JsonNode node) {
    return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
  }

  static EngineException bad(String what, String why, @Nullable Throwable cause) {
    return new EngineException(
        EngineException.Code.BAD_REQUEST, "the JSON schema of " + what + " " + why, cause);
  }
}
