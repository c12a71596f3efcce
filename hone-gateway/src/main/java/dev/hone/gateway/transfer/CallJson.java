package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.http.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A logged call on the wire of {@code POST /api/import}. */
public final class CallJson {

  private CallJson() {}

  public static ObjectNode write(LoggedCall call) {
    ObjectNode node =
        Json.object()
            .put("file", call.origin().file())
            .put("line", call.origin().line())
            .put("session", call.session())
            .put("user", call.user() == null ? null : call.user().value())
            .put("agent", call.agent() == null ? null : call.agent().value())
            .put("model", call.model())
            .put("at", call.at() == null ? null : call.at().toString());
    node.set("messages", MessageJson.messages(call.prompt().messages()));
    if (!call.prompt().tools().isEmpty()) {
      node.set("tools", MessageJson.tools(call.prompt().tools()));
    }
    ChatMessage response = call.response();
    if (response != null) {
      node.set("response", MessageJson.message(response));
    }
    return node.put("finish_reason", call.finishReason())
        .put("prompt_tokens", call.promptTokens())
        .put("completion_tokens", call.completionTokens());
  }

  /**
   * Reads one.
   *
   * @param param names it in messages
   * @throws GatewayException {@code BAD_REQUEST}
   */
  public static LoggedCall read(JsonNode node, String param) {
    if (!(node instanceof ObjectNode object)) {
      throw GatewayException.badRequest(param, "'" + param + "' must be an object.");
    }
    try {
      String at = Fields.text(object, "at");
      return new LoggedCall(
          new LoggedCall.Origin(object.path("file").asString(""), object.path("line").asLong(0)),
          Fields.text(object, "session"),
          Fields.user(Fields.text(object, "user")),
          Fields.agent(Fields.text(object, "agent")),
          object.path("model").asString(""),
          at == null ? null : Instant.parse(at),
          Fields.prompt(object),
          object.path("response") instanceof ObjectNode response ? Fields.message(response) : null,
          object.path("finish_reason").asString(""),
          object.path("prompt_tokens").asLong(0),
          object.path("completion_tokens").asLong(0));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new GatewayException(
          GatewayException.Code.BAD_REQUEST, "'" + param + "': " + e.getMessage() + ".", param, e);
    }
  }
}
