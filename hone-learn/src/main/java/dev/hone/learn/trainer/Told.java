package dev.hone.learn.trainer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import java.util.List;
import java.util.Locale;

/**
 * Whether a conversation itself says what a lesson says. Such a prompt neither teaches nor shows
 * that a model does without the lesson.
 */
public final class Told {

  private Told() {}

  /** Whether some message holds the words of some lesson, whatever its case and punctuation. */
  public static boolean by(Prompt prompt, List<String> lessons) {
    for (String lesson : lessons) {
      String words = normal(lesson);
      if (words.isBlank()) {
        continue;
      }
      for (ChatMessage message : prompt.messages()) {
        if (normal(message.content()).contains(words)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
