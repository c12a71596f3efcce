package dev.hone.gateway.answer;

import dev.hone.core.StepId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.dialect.DialectRequest;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.dialect.PromptText;
import dev.hone.gateway.http.Json;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What stood before a request that only says {@code previous_response_id}: the conversation is
 * taken from the step that gave that response. Its instructions are not carried over, as OpenAI has
 * it.
 */
public final class PreviousResponse {

  /** A response's id is this and the id of its step. */
  public static final String PREFIX = "resp_";

  private static final String FIELD = "previous_response_id";

  private PreviousResponse() {}

  /**
   * The request with the conversation before it; the same one if it says nothing of that.
   *
   * @param steps of the caller's tenant; there is no other tenant's response here
   * @throws GatewayException {@code BAD_REQUEST} if the response is unknown
   */
  public static DialectRequest before(DialectRequest request, StepLog steps) {
    String id = request.previousResponse();
    if (id == null) {
      return request;
    }
    Kept before = find(id, steps).orElseThrow(() -> unknown(id));
    List<ChatMessage> kept = new ArrayList<>(before.prompt());
    if (isInstruction(kept.getFirst(), before.instructions())) {
      kept.removeFirst();
    }
    kept.add(before.answer());
    List<Message> messages = new ArrayList<>(request.messages());
    messages.addAll(request.instructed() ? 1 : 0, PromptText.messages(kept));
    return request.withMessages(messages);
  }

  /**
   * A response that was given and may be gone on from.
   *
   * @param body as it was sent
   * @param prompt the conversation before it
   * @param instructions those of its request, or null
   */
  record Kept(byte[] body, List<ChatMessage> prompt, ChatMessage answer, JsonNode instructions) {}

  /** Finds a response among the steps of a tenant. */
  static Optional<Kept> find(String id, StepLog steps) {
    Optional<StepRecord> found = step(id, steps);
    if (found.isEmpty() || found.get().status() != StepRecord.Status.COMPLETE) {
      return Optional.empty();
    }
    StepRecord step = found.get();
    StepResult result = step.result();
    if (result == null) {
      return Optional.empty();
    }
    JsonNode response = Json.read(result.responseBody());
    JsonNode store = response.path("store");
    if (!response.path("object").asString("").equals("response")
        || (store.isBoolean() && !store.booleanValue())) {
      return Optional.empty();
    }
    return Optional.of(
        new Kept(
            result.responseBody(),
            step.prompt().messages(),
            result.response(),
            response.path("instructions")));
  }

  private static boolean isInstruction(ChatMessage first, JsonNode instructions) {
    return first.role() == Role.SYSTEM
        && instructions.isString()
        && first.content().equals(instructions.stringValue());
  }

  private static Optional<StepRecord> step(String id, StepLog steps) {
    if (!id.startsWith(PREFIX)) {
      return Optional.empty();
    }
    StepId step;
    try {
      step = StepId.parse(id.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return steps.find(step);
  }

  private static GatewayException unknown(String id) {
    return GatewayException.badRequest(
        FIELD,
        "Previous response with id '"
            + id
            + "' not found: it must be a response that this tenant was given, complete and not"
            + " asked for with 'store' false. Send the conversation itself in 'input' instead.");
  }
}
