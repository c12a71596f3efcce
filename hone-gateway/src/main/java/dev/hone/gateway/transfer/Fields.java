package dev.hone.gateway.transfer;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.openai.MessageReader;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what the logs have in common. */
final class Fields {

  /** From here on a number is a time in milliseconds: in seconds it would be the year 5138. */
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final MessageReader READER = MessageReader.lenient();

  private Fields() {}

  /** The first of these fields that holds a text or a number, as text; null if none does. */
  static @Nullable String text(JsonNode node, String... names) {
    for (String name : names) {
      JsonNode value = node.path(name);
      if (value.isString() && !value.stringValue().isBlank()) {
        return value.stringValue();
      }
      if (value.isNumber()) {
        return value.asString();
      }
    }
    return null;
  }

  static @Nullable UserId user(@Nullable String name) {
    return name == null ? null : new UserId(name);
  }

  static @Nullable AgentId agent(@Nullable String name) {
    return name == null ? null : new AgentId(name);
  }

  /**
   * A time: ISO 8601 text, or seconds or milliseconds since 1970.
   *
   * @throws IllegalArgumentException if it is another text
   */
  static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      if (text.chars().allMatch(c -> Character.isDigit(c) || c == '.')) {
        double number = Double.parseDouble(text);
        return Instant.ofEpochMilli((long) (number >= FIRST_MILLIS ? number : number * 1000));
      }
      return text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; write it as 2026-01-31T12:00:00Z or as seconds since 1970",
          e);
    }
  }

  /**
   * Messages and tools in OpenAI's form.
   *
   * @throws IllegalArgumentException for an unknown role
   * @throws dev.hone.gateway.GatewayException for any other fault; names the field
   */
  static Prompt prompt(ObjectNode body) {
    for (JsonNode message : body.path("messages")) {
      if (message.path("role").isString()) {
        Role.ofWireName(message.path("role").stringValue());
      }
    }
    return READER.prompt(body);
  }

  /** One message in OpenAI's form. */
  static ChatMessage message(ObjectNode message) {
    ObjectNode body = Json.object();
    body.putArray("messages").add(message);
    return prompt(body).messages().getFirst();
  }
}
