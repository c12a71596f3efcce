package dev.hone.app.agents;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model call as the scripted model received it.
 *
 * @param number from 1, in order of arrival; stands in the answer, so that a step tells its call
 * @param path such as {@code /v1/messages}
 * @param headers lower-case names, first values
 * @param answered set once
 */
record SeenCall(
    int number,
    String path,
    Map<String, String> headers,
    ObjectNode body,
    AtomicReference<@Nullable ObjectNode> answered) {

  /** What was answered, whole, if it was. */
  Optional<ObjectNode> answer() {
    return Optional.ofNullable(answered.get());
  }

  /** Which wire form a call has. */
  enum Form {
    CHAT,
    RESPONSES,
    MESSAGES
  }

  Form form() {
    return path.endsWith("/responses")
        ? Form.RESPONSES
        : path.endsWith("/messages") ? Form.MESSAGES : Form.CHAT;
  }

  /** The mark by which the answer to this call is known again. */
  String mark() {
    return "c%06d".formatted(number);
  }

  List<JsonNode> messages() {
    JsonNode messages = form() == Form.RESPONSES ? body.path("input") : body.path("messages");
    return messages.valueStream().toList();
  }

  int tools() {
    return body.path("tools").size();
  }
}
