package dev.hone.app.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.text.ChatEncoder;
import dev.hone.learn.starter.Example;
import dev.hone.learn.starter.StarterPretraining;
import java.util.List;

/** Turns conversations into tokens with every assistant message marked as trained. */
final class ExampleEncoder implements StarterPretraining.Encoder {

  private final ChatEncoder encoder;

  ExampleEncoder(ChatEncoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public TrainingSequence encode(Example example, int index) {
    List<ChatMessage> messages = example.messages();
    int[] ids = encoder.encode(new Prompt(messages, example.tools()), false);
    boolean[] trained = new boolean[ids.length];
    for (int m = 1; m < messages.size(); m++) {
      if (messages.get(m).role() == Role.ASSISTANT) {
        Prompt before = new Prompt(messages.subList(0, m), example.tools());
        int from = encoder.encode(before, true).length;
        int length = encoder.encodeAnswer(before, messages.get(m)).length;
        for (int i = 0; i < length; i++) {
          trained[from + i] = true;
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
