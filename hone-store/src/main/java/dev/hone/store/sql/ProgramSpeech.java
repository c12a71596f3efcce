package dev.hone.store.sql;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import java.util.regex.Pattern;

/**
 * Messages in the user's role that a program wrote: they belong to the frame of a prompt, as system
 * messages do. Counted as the user's words, they would end turns, be judged and become lessons.
 */
final class ProgramSpeech {

  /** How OpenClaw encloses what it tells the model at the end of one call; gone from the next. */
  private static final String PASSING_BEGIN = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

  private static final String PASSING_END = "<<<END_OPENCLAW_INTERNAL_CONTEXT>>>";

  /** How OpenClaw goes on with a turn whose model could not be reached for a while. */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "(?:\\[[^\\]\\n]{0,120}\\]\\s*)?Continue the current task from the existing transcript,"
              + " preserving completed work\\.");

  private ProgramSpeech() {}

  static boolean is(ChatMessage message) {
    if (message.role() != Role.USER) {
      return false;
    }
    String content = message.content().strip();
    return content.startsWith(PASSING_BEGIN)
            && content.indexOf(PASSING_END) == content.length() - PASSING_END.length()
        || GOES_ON.matcher(content).lookingAt();
  }
}
