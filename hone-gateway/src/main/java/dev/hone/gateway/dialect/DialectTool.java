package dev.hone.gateway.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Something that the model may use. */
public sealed interface DialectTool {

  /**
   * A function of the caller's.
   *
   * @param description null when none was given
   * @param parameters its JSON Schema, or null when none was given
   * @param strict whether arguments must fit the schema, or null when unsaid
   */
  record Function(
      String name,
      @Nullable String description,
      @Nullable JsonNode parameters,
      @Nullable Boolean strict)
      implements DialectTool {}

  /** A tool that only one dialect knows, such as a search run by the server. */
  record Other(Dialect dialect, JsonNode json) implements DialectTool {}
}
