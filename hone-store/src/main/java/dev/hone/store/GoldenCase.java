package dev.hone.store;

import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A question of a tenant's own, and what must hold of the answer. No version of the tenant goes
 * live that fails what the live version passes.
 *
 * @param name unique for a policy
 * @param messages a JSON array of messages with {@code role} and {@code content}
 * @param checks a JSON object; the gate knows its words
 */
public record GoldenCase(
    UUID id,
    TenantId tenant,
    String name,
    String policy,
    String messages,
    String checks,
    Instant created) {

  /** Cases of one policy: each is asked of two versions at every gate. */
  public static final int MOST = 200;

  /** Most messages of a case. */
  private static final int MOST_MESSAGES = 50;

  /**
   * Reads the messages.
   *
   * @throws IllegalArgumentException that says what is wrong, in a sentence
   */
  public static Prompt prompt(String json) {
    JsonNode array;
    try {
      array = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the messages must be a JSON array", e);
    }
    if (!array.isArray() || array.isEmpty() || array.size() > MOST_MESSAGES) {
      throw new IllegalArgumentException(
          "there must be 1 to " + MOST_MESSAGES + " messages, in an array");
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode one : array) {
      String content = one.path("content").asString("");
      messages.add(
          switch (Role.ofWireName(one.path("role").asString(""))) {
            case SYSTEM -> ChatMessage.system(content);
            case USER -> ChatMessage.user(content);
            case ASSISTANT -> ChatMessage.assistant(content);
            case TOOL -> ChatMessage.tool(one.path("tool_call_id").asString("call-1"), content);
          });
    }
    return Prompt.of(messages.toArray(ChatMessage[]::new));
  }
}
