package dev.hone.core;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts lessons into a prompt: always in the same place (after the caller's system text, in the same
 * message) and in the order given, so that prompt caches hold. The gateway uses it to serve and the
 * trainer to build the teacher's prompt; both must see the same text.
 */
public final class LessonBlock {

  /** Opens the block. The starter policy has learned that preferences stand under this line. */
  public static final String HEADING = "Lessons:";

  private LessonBlock() {}

  /** The prompt with these lessons in it; the same prompt if there are none. */
  public static Prompt into(Prompt prompt, List<String> lessons) {
    if (lessons.isEmpty()) {
      return prompt;
    }
    StringBuilder block = new StringBuilder(HEADING);
    for (String lesson : lessons) {
      block.append("\n- ").append(lesson.strip().replaceAll("\\s+", " "));
    }
    List<ChatMessage> messages = new ArrayList<>(prompt.messages());
    ChatMessage first = messages.getFirst();
    if (first.role() == Role.SYSTEM) {
      String system = first.content().isBlank() ? "" : first.content().stripTrailing() + "\n\n";
      messages.set(0, ChatMessage.system(system + block));
    } else {
      messages.addFirst(ChatMessage.system(block.toString()));
    }
    return new Prompt(messages, prompt.tools());
  }
}
