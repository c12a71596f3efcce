package dev.hone.gateway.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the text of an answer must look like. */
public sealed interface AnswerShape {

  /** Any JSON object. */
  record AnyJson() implements AnswerShape {}

  /**
   * JSON that fits a schema.
   *
   * @param name of the schema; Anthropic's dialect has none
   * @param strict null when unsaid
   */
  record Schema(String name, JsonNode schema, @Nullable Boolean strict) implements AnswerShape {}
}
