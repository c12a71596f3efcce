package dev.hone.app.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.text.ChatEncoder;
import dev.hone.learn.starter.Example;
import dev.hone.learn.starter.StarterPretraining;
import java.util.Arrays;
import java.util.List;

/**
 * Turns conversations into tokens with every assistant message marked as trained. What goes beyond
 * the longest context is cut off.
 */
final class ExampleEncoder implements StarterPretraining.Encoder {

  private final ChatEncoder encoder;
  private final int context;

  /**
   * @param context longest sequence, in tokens
   */
  ExampleEncoder(ChatEncoder encoder, int context) {
    this.encoder = encoder;
    this.context = context;
  }

  @Override
  public TrainingSequence encode(Example example, int index) {
    List<ChatMessage> messages = example.messages();
    int[] whole = encoder.encode(new Prompt(messages, example.tools()), false);
    int[] ids = whole.length <= context ? whole : Arrays.copyOf(whole, context);
    boolean[] trained = new boolean[ids.length];
    for (int m = 1; m < messages.size(); m++) {
      if (messages.get(m).role() == Role.ASSISTANT) {
        Prompt before = new Prompt(messages.subList(0, m), example.tools());
        int from = encoder.encode(before, true).length;
        int length = encoder.encodeAnswer(before, messages.get(m)).length;
        for (int i = from; i < Math.min(from + length, ids.length); i++) {
          trained[i] = true;
        }
      }
    }
    return new TrainingSequence(ids, trained, index);
  }

  /** The text that the tokenizer is learned from. */
  static String text(Example example) {
    StringBuilder text = new StringBuilder();
    example
        .tools()
        .forEach(tool -> text.append(tool.name()).append(tool.parameters()).append('\n'));
    for (ChatMessage message : example.messages()) {
      text.append(message.content()).append('\n');
      message
          .toolCalls()
          .forEach(
              call ->
                  text.append("{\"name\":\"")
                      .append(call.name())
                      .append("\",\"arguments\":")
                      .append(call.arguments())
                      .append("}\n"));
    }
    return text.toString();
  }
}
