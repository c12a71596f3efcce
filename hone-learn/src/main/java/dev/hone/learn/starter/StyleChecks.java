package dev.hone.learn.starter;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says of a text whether it follows a preference that is about the style of homework. */
final class StyleChecks {

  /** {@link Preference#LONG}: so many tokens at least. */
  static final int LONG_TOKENS = 100;

  private static final int MOST_OF_A_BRIEF = 14;

  /** No tokenizer of the starter's kind makes fewer tokens than this has matches. */
  private static final Pattern TOKENS = Pattern.compile("\\p{L}+|\\p{N}|[^\\p{L}\\p{N}]+");

  private static final Pattern LISTED = Pattern.compile("(?m)^\\s*(?:\\d+[.)]|[-*•])\\s");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?](?=\\s|$)");

  private StyleChecks() {}

  static boolean followed(Preference preference, String value, Problem problem, String text) {
    return !text.isBlank()
        && switch (preference) {
          case PLAIN -> Stream.of(value.split(Preference.AND)).allMatch(part -> lacks(part, text));
          case LONG -> tokens(text) >= LONG_TOKENS;
          case ONE_SENTENCE ->
              text.strip().indexOf('\n') < 0
                  && SENTENCE_END.matcher(text).results().count() <= 1
                  && tokens(text) > MOST_OF_A_BRIEF / 2;
          case BRIEF -> brief(text);
          case BULLETS -> text.lines().filter(line -> line.startsWith("- ")).count() > 1;
          case ANSWER_FIRST -> resultBeforeTitle(problem, text);
          case HEADING ->
              text.lines().anyMatch(line -> line.strip().equalsIgnoreCase("# " + value));
          case CHECK_RESULT -> any(WorkedAnswers.CHECK, text);
          case UNITS,
              DATE_ORDER,
              CLOCK,
              ASK_BEFORE,
              WARM,
              LANGUAGE,
              SIGN_MAIL,
              COPY_MAIL,
              TAG_NOTES,
              REMINDER,
              TIMER_LABEL,
              BRIGHTNESS,
              SEARCH_COUNT,
              FILE_FOLDER,
              BEGIN_WITH,
              END_WITH,
              CALL_ME,
              FOLLOW_UP,
              SMILEY,
              NAME_TOOL,
              EXCLAIM,
              NO_FULL_STOP ->
              false;
        };
  }

  /** Tokens that the text has at least, whatever vocabulary the starter's tokenizer learned. */
  static long tokens(String text) {
    return TOKENS.matcher(text).results().count();
  }

  private static boolean lacks(String part, String text) {
    return switch (part) {
      case Preference.BOLD -> !text.contains("**");
      case Preference.LIST -> !LISTED.matcher(text).find();
      case Preference.BOX -> !contains(text, "\\boxed");
      default ->
          Stream.of(Preference.BOLD, Preference.LIST, Preference.BOX)
              .allMatch(one -> lacks(one, text));
    };
  }

  private static boolean brief(String text) {
    return tokens(text) <= MOST_OF_A_BRIEF
        && !any(WorkedAnswers.TITLE, text)
        && !any(WorkedAnswers.ANSWER, text)
        && !text.contains("=");
  }

  private static boolean resultBeforeTitle(Problem problem, String text) {
    String rest = text.replace(problem.asked(), " ");
    int title =
        WorkedAnswers.TITLE.all().stream()
            .mapToInt(words -> lower(rest).indexOf(lower(words)))
            .filter(at -> at >= 0)
            .min()
            .orElse(rest.indexOf("# "));
    return title > 0
        && results(problem).anyMatch(result -> mentions(rest.substring(0, title), result));
  }

  private static Stream<String> results(Problem problem) {
    return problem.result().all().stream();
  }

  private static boolean any(Phrase phrase, String text) {
    return phrase.all().stream().anyMatch(words -> contains(text, words));
  }

  private static boolean contains(String text, String words) {
    return lower(text).contains(lower(words));
  }

  private static boolean mentions(String text, String words) {
    return Checks.mentions(lower(text), lower(words));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
