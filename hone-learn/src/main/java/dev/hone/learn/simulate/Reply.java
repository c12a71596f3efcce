package dev.hone.learn.simulate;

import dev.hone.core.chat.ToolCall;
import java.util.List;

/**
 * What a user got for a request: everything up to the words that end the turn.
 *
 * @param text the words at the end
 * @param calls every tool call of the turn, in order
 * @param tokens of the words, as the model counts them
 */
public record Reply(String text, List<ToolCall> calls, int tokens) {

  public Reply {
    calls = List.copyOf(calls);
  }
}
