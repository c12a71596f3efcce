package dev.hone.core.chat;

import java.util.List;

/**
 * What a model is asked: the conversation so far and the tools it may call.
 *
 * @param messages oldest first; never empty
 * @param tools in the order in which the model is told of them
 */
public record Prompt(List<ChatMessage> messages, List<ToolSpec> tools) {

  public Prompt {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a prompt needs at least one message");
    }
  }

  public static Prompt of(ChatMessage... messages) {
    return new Prompt(List.of(messages), List.of());
  }
}
