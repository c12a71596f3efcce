package dev.hone.learn.judge;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolCall;
import dev.hone.store.Feedback;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is to judge a step by.
 *
 * @param conversation what the model was asked, oldest first
 * @param response what it answered
 * @param nextState what arrived after it: user messages and tool results; empty when only feedback
 *     did
 * @param repeated the user sent the very same request again
 * @param feedback what was said of the step outside the conversation, or null
 */
public record Occasion(
    List<ChatMessage> conversation,
    ChatMessage response,
    List<ChatMessage> nextState,
    boolean repeated,
    @Nullable Feedback feedback) {

  public Occasion {
    conversation = List.copyOf(conversation);
    nextState = List.copyOf(nextState);
  }

  /** The user's request that the step answers: the last user message; empty if there is none. */
  public String request() {
    return request(conversation);
  }

  static String request(List<ChatMessage> conversation) {
    return conversation.reversed().stream()
        .filter(message -> message.role() == Role.USER)
        .map(ChatMessage::content)
        .findFirst()
        .orElse("");
  }

  /**
   * What people said next, without what an agent's program wrote in their name; the only text a
   * hint may come from.
   */
  public List<String> userWords() {
    return nextState.stream()
        .filter(message -> message.role() == Role.USER)
        .map(message -> OwnWords.of(message.content()))
        .filter(content -> !content.isBlank())
        .toList();
  }

  /** Whether nothing came next but what a program wrote in the user's name. */
  public boolean isOnlyProgram() {
    return !nextState.isEmpty()
        && nextState.stream().allMatch(message -> message.role() == Role.USER)
        && userWords().isEmpty();
  }

  /** The call that a tool's result answers; null if it is not known. */
  @Nullable ToolCall call(ChatMessage result) {
    List<ToolCall> calls = response.toolCalls();
    return calls.stream()
        .filter(call -> call.id().equals(result.toolCallId()))
        .findFirst()
        .orElse(calls.size() == 1 ? calls.getFirst() : null);
  }
}
