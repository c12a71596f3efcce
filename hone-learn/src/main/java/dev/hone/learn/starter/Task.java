package dev.hone.learn.starter;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.chat.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer to be given, with what is needed to check it.
 *
 * @param messages what was said so far, nothing of preferences in it
 * @param situation what is due
 * @param habits the preferences that the answer is to follow
 */
record Task(List<ChatMessage> messages, List<ToolSpec> tools, Situation situation, Habits habits) {

  Task {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** Asked without a word about preferences. */
  Prompt prompt() {
    return new Prompt(messages, tools);
  }

  /** Asked with lessons. */
  Prompt withLessons(List<String> lessons) {
    return LessonBlock.into(prompt(), lessons);
  }

  /** Asked with rules in the system prompt. */
  Prompt withRules(List<String> rules) {
    if (rules.isEmpty()) {
      return prompt();
    }
    List<ChatMessage> told = new ArrayList<>(messages);
    String all = String.join(" ", rules);
    if (told.getFirst().role() == Role.SYSTEM) {
      told.set(0, ChatMessage.system(told.getFirst().content() + " " + all));
    } else {
      told.addFirst(ChatMessage.system(all));
    }
    return new Prompt(told, tools);
  }
}
