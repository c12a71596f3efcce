package dev.hone.learn.starter;

import java.util.List;
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
  NAME_TOOL;

  /** Those that show in every styled reply, whatever the skill. */
  static final List<Preference> IN_EVERY_REPLY =
      List.of(WARM, LANGUAGE, BEGIN_WITH, END_WITH, CALL_ME, FOLLOW_UP, SMILEY);

  /** What is practised by turns; what is hard to learn, more often. */
  static final List<Preference> PRACTICE =
      List.of(
          UNITS,
          DATE_ORDER,
          DATE_ORDER,
          DATE_ORDER,
          DATE_ORDER,
          DATE_ORDER,
          CLOCK,
          CLOCK,
          CLOCK,
          ASK_BEFORE,
          ASK_BEFORE,
          ASK_BEFORE,
          ASK_BEFORE,
          BRIEF,
          WARM,
          LANGUAGE,
          SIGN_MAIL,
          SIGN_MAIL,
          COPY_MAIL,
          COPY_MAIL,
          TAG_NOTES,
          REMINDER,
          REMINDER,
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
          NAME_TOOL);

  static final String ALL = "ALL";
  static final String AND = "&";
  static final String YES = "yes";

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
      case REMINDER, BRIGHTNESS -> String.valueOf(1 + random.nextInt(98));
      case SEARCH_COUNT -> String.valueOf(1 + random.nextInt(20));
      case BEGIN_WITH, END_WITH -> Lexicon.capitalised(lexicon.phrase(random, 1, 3));
      case CLOCK, BRIEF, WARM, BULLETS, FOLLOW_UP, SMILEY, NAME_TOOL -> YES;
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
