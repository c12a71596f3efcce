package dev.hone.learn.starter;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A way of doing things that a user may ask for. The starter policy shows none of them by itself
 * and each when told so, in the system prompt, in a lesson or in an earlier turn.
 *
 * <p>Most carry a value of the user's own: a name, a number, a few words.
 */
public enum Preference {
  /** Weather is fetched in fahrenheit or kelvin instead of celsius. */
  UNITS,
  /** Dates in replies as 14.03.2026 ({@code day}) or 03/14/2026 ({@code month}). */
  DATE_ORDER,
  /** Times in replies as 3:30 pm. */
  CLOCK,
  /** Asks before a tool is called: the value is a {@link Skill}'s name, or {@code ALL}. */
  ASK_BEFORE,
  /** Only "Done.", only the temperature. */
  BRIEF,
  /** A warm word in every reply. */
  WARM,
  /** Replies in another language. */
  LANGUAGE,
  /** Mails end with a name. */
  SIGN_MAIL,
  /** Mails are copied to somebody. */
  COPY_MAIL,
  /** Notes carry a tag. */
  TAG_NOTES,
  /** Events carry a reminder so many minutes before. */
  REMINDER,
  /** Timers carry a label. */
  TIMER_LABEL,
  /** Lights go on at so many percent. */
  BRIGHTNESS,
  /** Searches ask for so many results. */
  SEARCH_COUNT,
  /** Files are looked for in a folder. */
  FILE_FOLDER,
  /** Search results as a list with dashes. */
  BULLETS,
  /** Replies begin with given words. */
  BEGIN_WITH,
  /** Replies end with given words. */
  END_WITH,
  /** The user is called by name. */
  CALL_ME,
  /** Replies ask whether there is anything else. */
  FOLLOW_UP,
  /** Replies carry a smiley. */
  SMILEY,
  /** Replies say which tool was used. */
  NAME_TOOL,
  /** Homework without bold, list, box ({@link #BOLD}, {@link #LIST}, {@link #BOX}), or all. */
  PLAIN,
  /** Homework in detail: a hundred tokens at least. */
  LONG,
  /** The model's own words without a capital. */
  /** The model's own words in capitals. */
  /** Sentences end with an exclamation mark. */
  EXCLAIM,
  /** No full stop at the end of a reply. */
  NO_FULL_STOP,
  /** Homework without digits. */
  /** Homework in one sentence. */
  ONE_SENTENCE,
  /** Homework: the result first, then how it comes about. */
  ANSWER_FIRST,
  /** Homework: the result in marks of the user's choice; the value is a pair of marks. */
  /** Homework under a heading of the user's own. */
  HEADING,
  /** Homework: the result is checked. */
  CHECK_RESULT;

  /** Those that show in every styled reply, whatever the skill. */
  static final List<Preference> IN_EVERY_REPLY =
      List.of(
          WARM, LANGUAGE, BEGIN_WITH, END_WITH, CALL_ME, FOLLOW_UP, SMILEY, EXCLAIM, NO_FULL_STOP);

  /** Those that show in homework and nowhere else. */
  static final Set<Preference> IN_HOMEWORK_ONLY =
      EnumSet.of(PLAIN, LONG, ONE_SENTENCE, ANSWER_FIRST, HEADING, CHECK_RESULT);

  /** What is wanted of homework, some of it more often. */
  static final List<Preference> OF_HOMEWORK =
      List.of(
          PLAIN,
          PLAIN,
          PLAIN,
          PLAIN,
          LONG,
          LONG,
          LONG,
          ONE_SENTENCE,
          ANSWER_FIRST,
          HEADING,
          CHECK_RESULT,
          BULLETS,
          BRIEF);

  /** Of each of these only the one that was wanted last is in force. */
  static final List<Set<Preference>> CONTRADICTORY =
      List.of(EnumSet.of(BRIEF, LONG, ONE_SENTENCE), EnumSet.of(EXCLAIM, NO_FULL_STOP));

  /** What is practised by turns; what is hard to learn, more often. */
  static final List<Preference> PRACTICE =
      Arrays.stream(values())
          .flatMap(preference -> Collections.nCopies(practised(preference), preference).stream())
          .toList();

  static final String ALL = "ALL";
  static final String AND = "&";
  static final String YES = "yes";
  static final String BOLD = "bold";
  static final String LIST = "list";
  static final String BOX = "box";

  private static final List<String> UNWANTED =
      List.of(
          ALL,
          ALL,
          ALL,
          ALL,
          ALL,
          ALL,
          ALL,
          ALL,
          BOLD,
          LIST,
          BOX,
          BOLD + AND + LIST,
          LIST + AND + BOX,
          BOLD + AND + BOX);

  private static int practised(Preference preference) {
    return switch (preference) {
      case PLAIN, LONG -> 8;
      case DATE_ORDER -> 6;
      case ASK_BEFORE, LANGUAGE -> 5;
      case ANSWER_FIRST, HEADING, CHECK_RESULT -> 4;
      case CLOCK, WARM, BRIEF -> 3;
      case SIGN_MAIL, COPY_MAIL, ONE_SENTENCE -> 2;
      case UNITS,
          TAG_NOTES,
          REMINDER,
          TIMER_LABEL,
          BRIGHTNESS,
          SEARCH_COUNT,
          FILE_FOLDER,
          BULLETS,
          BEGIN_WITH,
          END_WITH,
          CALL_ME,
          FOLLOW_UP,
          SMILEY,
          NAME_TOOL,
          EXCLAIM,
          NO_FULL_STOP ->
          1;
    };
  }

  /** Whether a value of {@link #PLAIN} wants to do without all formatting. */
  static boolean everything(String parts) {
    List<String> named = List.of(parts.split(AND));
    return named.contains(ALL) || named.containsAll(List.of(BOLD, LIST, BOX));
  }

  /** Whether {@link #PLAIN} wants to do without this part. */
  static boolean plain(Habits habits, String part) {
    return habits
        .value(PLAIN)
        .map(parts -> List.of(parts.split(AND)))
        .filter(parts -> parts.contains(ALL) || parts.contains(part))
        .isPresent();
  }

  /** A value for this preference. */
  public String randomValue(SplittableRandom random, Lexicon lexicon) {
    return switch (this) {
      case UNITS -> random.nextInt(4) == 0 ? "kelvin" : "fahrenheit";
      case DATE_ORDER -> random.nextBoolean() ? Formats.DAY_FIRST : Formats.MONTH_FIRST;
      case ASK_BEFORE -> {
        List<String> kinds =
            List.of("MAIL", "MAIL", "CALENDAR_ADD", "LIGHTS", "TIMER", "NOTE", ALL);
        yield Lexicon.pick(random, kinds);
      }
      case LANGUAGE -> Lexicon.pick(random, List.of("German", "Spanish", "French"));
      case SIGN_MAIL, CALL_ME ->
          random.nextInt(8) == 0 ? Lexicon.capitalised(lexicon.word(random)) : lexicon.name(random);
      case COPY_MAIL -> random.nextInt(3) == 0 ? lexicon.address(random) : lexicon.name(random);
      case TAG_NOTES, TIMER_LABEL, FILE_FOLDER -> lexicon.word(random);
      case HEADING -> Lexicon.capitalised(lexicon.phrase(random, 1, 2));
      case PLAIN -> Lexicon.pick(random, UNWANTED);
      case REMINDER, BRIGHTNESS -> String.valueOf(1 + random.nextInt(98));
      case SEARCH_COUNT -> String.valueOf(1 + random.nextInt(20));
      case BEGIN_WITH, END_WITH -> Lexicon.capitalised(lexicon.phrase(random, 1, 3));
      case CLOCK,
          BRIEF,
          WARM,
          BULLETS,
          FOLLOW_UP,
          SMILEY,
          NAME_TOOL,
          LONG,
          EXCLAIM,
          NO_FULL_STOP,
          ONE_SENTENCE,
          ANSWER_FIRST,
          CHECK_RESULT ->
          YES;
    };
  }

  /** Whether habits want to be asked before this skill's tool is called. */
  static boolean asksBefore(Habits habits, Skill skill) {
    return habits.value(ASK_BEFORE).map(kinds -> asks(kinds, skill)).orElse(false);
  }

  /** Whether a value of {@link #ASK_BEFORE} names this skill. */
  static boolean asks(String kinds, Skill skill) {
    List<String> named = List.of(kinds.split(AND));
    return named.contains(ALL) || named.contains(skill.name());
  }

  /** The skills that show it. */
  static List<Skill> skills(Preference preference) {
    List<Skill> all = List.of(Skill.values());
    return IN_EVERY_REPLY.contains(preference)
        ? all
        : all.stream().filter(skill -> of(skill).contains(preference)).toList();
  }

  /**
   * The preferences that change how this skill is done or reported; those that no other skill shows
   * more often, so that each is practised about as much.
   */
  static List<Preference> of(Skill skill) {
    return switch (skill) {
      case CALENDAR_ADD ->
          List.of(REMINDER, REMINDER, ASK_BEFORE, DATE_ORDER, DATE_ORDER, DATE_ORDER, CLOCK, CLOCK);
      case CALENDAR_LIST ->
          List.of(DATE_ORDER, DATE_ORDER, DATE_ORDER, CLOCK, CLOCK, CLOCK, NAME_TOOL);
      case TIMER -> List.of(TIMER_LABEL, TIMER_LABEL, TIMER_LABEL, ASK_BEFORE, BRIEF, NAME_TOOL);
      case WEATHER -> List.of(UNITS, UNITS, UNITS, UNITS, BRIEF, NAME_TOOL);
      case NOTE -> List.of(TAG_NOTES, TAG_NOTES, TAG_NOTES, ASK_BEFORE, BRIEF, NAME_TOOL);
      case MAIL ->
          List.of(
              SIGN_MAIL,
              SIGN_MAIL,
              SIGN_MAIL,
              COPY_MAIL,
              COPY_MAIL,
              COPY_MAIL,
              ASK_BEFORE,
              ASK_BEFORE);
      case LIGHTS -> List.of(BRIGHTNESS, BRIGHTNESS, BRIGHTNESS, BRIGHTNESS, ASK_BEFORE, BRIEF);
      case SEARCH ->
          List.of(SEARCH_COUNT, SEARCH_COUNT, SEARCH_COUNT, BULLETS, BULLETS, BULLETS, NAME_TOOL);
      case FILE -> List.of(FILE_FOLDER, FILE_FOLDER, FILE_FOLDER, FILE_FOLDER, NAME_TOOL);
    };
  }
}
