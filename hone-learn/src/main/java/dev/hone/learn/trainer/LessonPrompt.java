package dev.hone.learn.trainer;

import dev.hone.core.UserId;
import dev.hone.core.chat.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that may be practised.
 *
 * @param lessons what its teacher is told
 * @param user whose prompt it is; null for what was made up, and where the version is one user's
 */
record LessonPrompt(Prompt prompt, List<String> lessons, @Nullable UserId user) {

  LessonPrompt {
    lessons = List.copyOf(lessons);
  }
}
