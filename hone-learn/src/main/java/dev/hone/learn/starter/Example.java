package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolSpec;
import java.util.List;

/**
 * A conversation to train on: the loss counts on every assistant message in it.
 *
 * @param messages the last one is the assistant's
 */
public record Example(List<ChatMessage> messages, List<ToolSpec> tools) {

  public Example {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
