package dev.hone.gateway.trajectory;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.openai.MessageReader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A step that an agent made without the gateway.
 *
 * @param index the agent's own number of it; with the trajectory it names the step
 * @param logprobs one for each response id, or none
 * @param reward in [-1, 1], or null
 * @param json as it was sent
 */
record SubmittedStep(
    String trajectory,
    long index,
    String model,
    Prompt prompt,
    ChatMessage response,
    int[] promptIds,
    int[] responseIds,
    float[] logprobs,
    @Nullable Double reward,
    boolean last,
    ObjectNode json) {

  private static final Set<String> KEPT =
      Set.of(
          "trajectory_uid",
          "step_index",
          "model",
          "messages",
          "tools",
          "response",
          "prompt_ids",
          "response_ids",
          "rollout_log_probs",
          "reward",
          "is_last");

  private static final String UNKNOWN_MODEL = "unknown";

  /**
   * Reads one.
   *
   * @param path of the step in the request, such as {@code steps[0]}
   */
  static SubmittedStep read(ObjectNode step, String path) {
    Fields fields = Fields.of(step, path);
    if (!fields.has("messages") || !fields.has("response")) {
      throw new GatewayException(
          Code.UNSUPPORTED,
          "'"
              + path
              + "' has token ids and no text, which cannot be kept: Hone keeps conversations, and"
              + " makes no text of ids that it did not see made. Send the step's 'messages' and"
              + " 'response' (OpenAI's form) beside the ids, or let the agent call"
              + " /{trajectory}/{prompt}/v1/chat/completions.",
          path + ".messages",
          null);
    }
    String trajectory = fields.requiredText("trajectory_uid");
    if (trajectory.isBlank() || trajectory.length() > CallContext.MAX_KEY_LENGTH) {
      throw GatewayException.badRequest(
          fields.path("trajectory_uid"),
          "'"
              + fields.path("trajectory_uid")
              + "' must have 1 to "
              + CallContext.MAX_KEY_LENGTH
              + " characters.");
    }
    Long index = fields.whole("step_index", 0, Integer.MAX_VALUE);
    int[] responseIds = ids(fields, "response_ids");
    float[] logprobs = logprobs(fields, responseIds.length);
    String model = fields.text("model");
    return new SubmittedStep(
        trajectory,
        index == null ? 0 : index,
        model == null || model.isBlank() ? UNKNOWN_MODEL : model,
        MessageReader.lenient().prompt(step),
        response(fields),
        ids(fields, "prompt_ids"),
        responseIds,
        logprobs,
        fields.number("reward", -1, 1),
        fields.flag("is_last"),
        step);
  }

  /** Fields with something in them that have no place. */
  Set<String> notKept() {
    return NotKept.of(json, KEPT);
  }

  private static ChatMessage response(Fields fields) {
    ObjectNode alone = Json.object();
    JsonNode response = Fields.of(fields.json().path("response"), fields.path("response")).json();
    alone.putArray("messages").add(response);
    ChatMessage message = MessageReader.lenient().prompt(alone).messages().getFirst();
    if (message.role() != Role.ASSISTANT) {
      throw GatewayException.badRequest(
          fields.path("response"), "'" + fields.path("response") + "' must be the assistant's.");
    }
    return message;
  }

  private static int[] ids(Fields fields, String name) {
    JsonNode array = array(fields, name);
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode id = array.get(i);
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw GatewayException.badRequest(
            fields.path(name), "'" + fields.path(name) + "[" + i + "]' must be a token id.");
      }
      ids[i] = id.intValue();
    }
    return ids;
  }

  private static float[] logprobs(Fields fields, int responseIds) {
    JsonNode array = array(fields, "rollout_log_probs");
    if (!array.isEmpty() && array.size() != responseIds) {
      throw GatewayException.badRequest(
          fields.path("rollout_log_probs"),
          "There are "
              + array.size()
              + " log-probs for "
              + responseIds
              + " response ids; send one for each, or none.");
    }
    float[] logprobs = new float[array.size()];
    for (int i = 0; i < logprobs.length; i++) {
      if (!array.get(i).isNumber()) {
        throw Fields.wrong(
            fields.path("rollout_log_probs") + "[" + i + "]", "a number", array.get(i));
      }
      logprobs[i] = array.get(i).floatValue();
    }
    return logprobs;
  }

  private static JsonNode array(Fields fields, String name) {
    JsonNode array = fields.node(name);
    if (array == null) {
      return Json.array();
    }
    if (!array.isArray()) {
      throw Fields.wrong(fields.path(name), "an array", array);
    }
    return array;
  }
}
