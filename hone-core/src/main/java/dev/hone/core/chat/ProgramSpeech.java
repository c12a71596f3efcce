package dev.hone.core.chat;

import java.util.regex.Pattern;

/**
 * Messages in the user's role that a program wrote: they belong to the frame of a prompt, as system
 * messages do. Counted as the user's words, they would end turns, be judged and become lessons, and
 * hide what a call is about.
 */
public final class ProgramSpeech {

  /** How OpenClaw encloses what it tells the model at the end of one call; gone from the next. */
  private static final String PASSING_BEGIN = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

  private static final String PASSING_END = "<<<END_OPENCLAW_INTERNAL_CONTEXT>>>";

  /**
   * How OpenClaw goes on with a turn: its model could not be reached for a while, it was started
   * again, or there was no answer to show.
   */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "(?:\\[[^\\]\\n]{0,120}\\]\\s*)?(?:"
              + "Continue the current task from the existing transcript, preserving completed work\\."
              + "|The previous attempt compacted the conversation context before producing a final"
              + " user-visible answer\\."
              + "|The previous attempt did not produce a user-visible answer\\."
              + "|The previous assistant turn (?:completed its tool calls|recorded reasoning) but did"
              + " not produce a user-visible answer\\."
              + "|Your previous turn was interrupted by a gateway restart while OpenClaw )");

  private ProgramSpeech() {}

  /** Whether a program wrote this message of the user's role. */
  public static boolean is(ChatMessage message) {
    return message.role() == Role.USER && is(message.content());
  }

  /** Whether a program wrote this text in the user's place. */
  public static boolean is(String text) {
    String content = text.strip();
    return content.startsWith(PASSING_BEGIN)
            && content.indexOf(PASSING_END) == content.length() - PASSING_END.length()
        || GOES_ON.matcher(content).lookingAt();
  }
}
