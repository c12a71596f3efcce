package dev.hone.gateway.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A piece of a message or of an answer. */
public sealed interface Part {

  /** Plain text. */
  record Text(String text) implements Part {}

  /**
   * A picture.
   *
   * @param url where it lies; a {@code data:} address holds it itself
   * @param detail how closely to look, as OpenAI says it, or null
   */
  record Image(String url, @Nullable String detail) implements Part {}

  /**
   * What the model thought.
   *
   * @param text empty when it is kept from the reader
   * @param signature what the model's maker needs to trust it again, opaque; null for none
   */
  record Reasoning(String text, @Nullable String signature) implements Part {}

  /** The model's words when it declines. */
  record Refusal(String text) implements Part {}

  /**
   * A call of a tool.
   *
   * @param arguments JSON as text, as the model wrote it
   */
  record Call(String id, String name, String arguments) implements Part {}

  /**
   * What a tool gave back.
   *
   * @param content text and images
   * @param error whether the tool failed
   */
  record Result(String callId, List<Part> content, boolean error) implements Part {

    public Result {
      content = List.copyOf(content);
    }
  }

  /** Something that only one dialect knows; it can go on in that dialect only. */
  record Other(Dialect dialect, JsonNode json) implements Part {}
}
