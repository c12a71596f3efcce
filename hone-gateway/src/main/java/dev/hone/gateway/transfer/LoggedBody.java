package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.gateway.http.Json;
import dev.hone.store.StepRecord;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of an imported call, as if it had been made here. */
final class LoggedBody {

  private LoggedBody() {}

  /** Depends on nothing but what was said, so that it is the same from every log. */
  static byte[] request(LoggedCall call) {
    ObjectNode body = Json.object().put("model", call.model());
    body.set("messages", MessageJson.messages(call.prompt().messages()));
    if (!call.prompt().tools().isEmpty()) {
      body.set("tools", MessageJson.tools(call.prompt().tools()));
    }
    return Json.bytes(body);
  }

  /** With the time and the usage of the log, and where it stood. */
  static byte[] response(LoggedCall call, ChatMessage response, String digest) {
    ObjectNode body = Json.object().put("id", "import-" + digest).put("object", "chat.completion");
    Instant at = call.at();
    if (at != null) {
      body.put("created", at.getEpochSecond());
    }
    body.put("model", call.model());
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.set("message", MessageJson.message(response));
    choice.put("finish_reason", call.finishReason());
    if (call.promptTokens() > 0 || call.completionTokens() > 0) {
      body.putObject("usage")
          .put("prompt_tokens", call.promptTokens())
          .put("completion_tokens", call.completionTokens())
          .put("total_tokens", call.promptTokens() + call.completionTokens());
    }
    body.put("imported_from", call.origin().toString());
    return Json.bytes(body);
  }

  /** When a step was made: of an imported one, what its log says. */
  static Instant time(StepRecord step) {
    if (!step.engine().equals(CallImport.ENGINE) || step.result() == null) {
      return step.started();
    }
    return created(step.result().responseBody()).map(Instant::ofEpochSecond).orElse(step.started());
  }

  private static Optional<Long> created(byte[] body) {
    try {
      JsonNode created = Json.read(body).path("created");
      return created.isIntegralNumber() ? Optional.of(created.longValue()) : Optional.empty();
    } catch (JacksonException notOurs) {
      return Optional.empty();
    }
  }
}
