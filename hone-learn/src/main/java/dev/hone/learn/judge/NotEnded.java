package dev.hone.learn.judge;

import java.util.Optional;
import java.util.regex.Pattern;

/** Recognises results that are no results yet: notes of the program, questions, work under way. */
final class NotEnded {

  /** A result that is one remark in brackets is the program's, not the tool's. */
  private static final Pattern NOTE =
      Pattern.compile("\\A(?:\\[[^\\]{\":]*[\\p{L}][^\\]{\"]*\\]|\\([^()]*\\))\\z");

  private static final Pattern BACKGROUND = Pattern.compile("\\A\\[\\d+\\] \\d+\\z");
  private static final Pattern ASKS =
      Pattern.compile("(?i)[\\[(](?:y(?:es)?/n(?:o)?|j/n|s/n|o/n)[\\])]:?\\s*\\z");
  private static final Pattern UNDER_WAY =
      Pattern.compile("(?:…|\\.\\.\\.)\\s*\\z|\\b\\d{1,3} ?% (?:EXECUTING|[Cc]omplete)\\b");
  private static final int SHORT = 200;
  private static final int LONGEST_NOTE = 400;

  private NotEnded() {}

  static Optional<ToolOutcome> read(CallKind call, String text) {
    if (text.isEmpty()) {
      return call.isWeb()
          ? Optional.of(ToolOutcome.unclear("nothing came back"))
          : Optional.empty();
    }
    if (text.length() <= LONGEST_NOTE && NOTE.matcher(text).matches()) {
      return Optional.of(ToolOutcome.unclear("a remark in place of a result"));
    }
    if (BACKGROUND.matcher(text).matches()) {
      return Optional.of(ToolOutcome.unclear("only begun"));
    }
    if (ASKS.matcher(text).find()) {
      return Optional.of(ToolOutcome.unclear("it asks back"));
    }
    return text.length() <= SHORT && UNDER_WAY.matcher(text).find()
        ? Optional.of(ToolOutcome.unclear("it goes on"))
        : Optional.empty();
  }
}
