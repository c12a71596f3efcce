package dev.hone.learn.judge;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
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
    return conversation.reversed().stream()
        .filter(message -> message.role() == Role.USER)
        .map(ChatMessage::content)
        .findFirst()
        .orElse("");
  }

  /** What users said next; the only text a hint may come from. */
  public List<String> userWords() {
    return nextState.stream()
        .filter(message -> message.role() == Role.USER)
        .map(ChatMessage::content)
        .filter(content -> !content.isBlank())
        .toList();
  }

  /** What tools answered next. */
  public List<String> toolResults() {
    return nextState.stream()
        .filter(message -> message.role() == Role.TOOL)
        .map(ChatMessage::content)
        .toList();
  }
}
