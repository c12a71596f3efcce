package dev.hone.gateway.transfer;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One model call as a log tells it.
 *
 * @param session the log's own name for the conversation, or null
 * @param user the end user, or null if the log names none
 * @param agent the agent, or null if the log names none
 * @param model as the log names it
 * @param at when the call was made, or null
 * @param response null when the log ends with a message that nobody answered: what came after the
 *     last answer is worth knowing all the same
 * @param finishReason as on the wire of OpenAI; empty when the log does not say
 * @param promptTokens as the log counts them; 0 when it does not
 */
public record LoggedCall(
    Origin origin,
    @Nullable String session,
    @Nullable UserId user,
    @Nullable AgentId agent,
    String model,
    @Nullable Instant at,
    Prompt prompt,
    @Nullable ChatMessage response,
    String finishReason,
    long promptTokens,
    long completionTokens) {

  /** The longest name of a session. */
  static final int MAX_SESSION_NAME = 200;

  /** What stands for a model that the log does not name. */
  static final String UNKNOWN_MODEL = "unknown";

  public LoggedCall {
    if (session != null && (session.isBlank() || session.length() > MAX_SESSION_NAME)) {
      throw new IllegalArgumentException(
          "a session's name must have 1 to " + MAX_SESSION_NAME + " characters");
    }
    if (model.isBlank()) {
      model = UNKNOWN_MODEL;
    }
  }

  /**
   * Where a call stands.
   *
   * @param file as it was named to the reader
   * @param line from 1
   */
  public record Origin(String file, long line) {

    @Override
    public String toString() {
      return file + ":" + line;
    }
  }
}
