package dev.hone.gateway.upstream;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.upstream.BodySplice.Span;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts lessons into a request body without touching any byte outside the first message: into the
 * system message if the conversation begins with one, else as a system message before the others.
 */
final class LessonSplice {

  private LessonSplice() {}

  /** The body of a request in a dialect with the lessons in it. */
  static byte[] into(Dialect dialect, byte[] body, List<String> lessons) {
    if (lessons.isEmpty()) {
      return body;
    }
    return switch (dialect) {
      case CHAT -> into(body, lessons);
      case RESPONSES -> intoField(body, "instructions", lessons);
      case MESSAGES -> intoField(body, "system", lessons);
    };
  }

  /** Into a field of its own for system text, which may be absent. */
  private static byte[] intoField(byte[] body, String name, List<String> lessons) {
    JsonNode there = Json.read(body).path(name);
    Span span = BodySplice.field(body, name);
    if (span == null || there.isNull()) {
      String said = Json.text(node(name)) + ":" + Json.text(node(block(lessons))) + ",";
      if (span != null) {
        return BodySplice.splice(body, 0, span, Json.text(node(block(lessons))));
      }
      int start = objectStart(body);
      return BodySplice.splice(body, 0, new Span(start, start), said);
    }
    if (there.isArray()) {
      ObjectNode part = Json.object().put("type", "text");
      part.put("text", there.isEmpty() ? block(lessons) : "\n\n" + block(lessons));
      Span end = new Span(span.to() - 1, span.to() - 1);
      return BodySplice.splice(body, 0, end, (there.isEmpty() ? "" : ",") + Json.text(part));
    }
    String text =
        LessonBlock.into(Prompt.of(ChatMessage.system(there.asString(""))), lessons)
            .messages()
            .getFirst()
            .content();
    return BodySplice.splice(body, 0, span, Json.text(node(text)));
  }

  private static String block(List<String> lessons) {
    return LessonBlock.into(Prompt.of(ChatMessage.user("")), lessons)
        .messages()
        .getFirst()
        .content();
  }

  /** After the opening brace of a body that has at least one field. */
  private static int objectStart(byte[] body) {
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '{') {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("the body is no object");
  }

  /**
   * The body of a chat completion with the lessons in it.
   *
   * @param body a JSON object with a {@code messages} array that is not empty
   */
  static byte[] into(byte[] body, List<String> lessons) {
    if (lessons.isEmpty()) {
      return body;
    }
    String block = block(lessons);
    Span messages = BodySplice.field(body, "messages");
    if (messages == null) {
      throw new IllegalArgumentException("the body has no messages");
    }
    byte[] array = Arrays.copyOfRange(body, messages.from(), messages.to());
    JsonNode first = Json.read(array).path(0);
    String role = first.path("role").asString("");
    JsonNode content = first.path("content");
    if (role.equals("system") || role.equals("developer")) {
      Span inArray = BodySplice.fieldOfFirst(array, "content");
      if (content.isString() && inArray != null) {
        String text =
            LessonBlock.into(Prompt.of(ChatMessage.system(content.stringValue())), lessons)
                .messages()
                .getFirst()
                .content();
        return BodySplice.splice(body, messages.from(), inArray, Json.text(node(text)));
      }
      if (content.isArray() && inArray != null) {
        ObjectNode part = Json.object().put("type", "text");
        part.put("text", content.isEmpty() ? block : "\n\n" + block);
        Span end = new Span(inArray.to() - 1, inArray.to() - 1);
        return BodySplice.splice(
            body, messages.from(), end, (content.isEmpty() ? "" : ",") + Json.text(part));
      }
    }
    ObjectNode message = Json.object().put("role", "system").put("content", block);
    return BodySplice.splice(body, messages.from(), new Span(1, 1), Json.text(message) + ",");
  }

  private static JsonNode node(String text) {
    return Json.array().add(text).get(0);
  }
}
