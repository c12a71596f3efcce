package dev.hone.core.lesson;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Things that can be done in one way only, with the words that name each way. Two lessons that name
 * different ways of the same topic contradict each other.
 *
 * @param bound whether the topic is chosen for each kind of thing by itself: the language of mails
 *     and the language of replies are two choices, the unit of temperature is one
 */
record Topic(String name, boolean bound, List<Way> ways) {

  /** One way of doing it. */
  record Way(String name, Pattern words) {}

  private static Topic of(String name, boolean bound, String... namesAndWords) {
    List<Way> ways = new java.util.ArrayList<>();
    for (int i = 0; i < namesAndWords.length; i += 2) {
      ways.add(
          new Way(
              namesAndWords[i],
              Pattern.compile(
                  "\\b(?:" + namesAndWords[i + 1] + ")(?![\\p{L}\\p{N}])",
                  Pattern.UNICODE_CHARACTER_CLASS)));
    }
    return new Topic(name, bound, List.copyOf(ways));
  }

  static final List<Topic> ALL =
      List.of(
          of(
              "temperature",
              false,
              "celsius",
              "celsius|centigrade|metric(?: units?| system)?",
              "fahrenheit",
              "fahrenheit|imperial(?: units?| system)?",
              "kelvin",
              "kelvin"),
          of(
              "distance",
              false,
              "kilometres",
              "kilomet(?:er|re)s?|kilometern?|km|kilómetros|kilomètres|kph|km/h|metric(?: units?| system)?",
              "miles",
              "miles?|mph|millas|meilen|imperial(?: units?| system)?"),
          of(
              "weight",
              false,
              "kilograms",
              "kilo(?:gram)?s?|kg|grams?|metric(?: units?| system)?",
              "pounds",
              "pounds?|lbs?|ounces?|imperial(?: units?| system)?"),
          of(
              "clock",
              false,
              "24",
              "(?:24|twenty[- ]four)[- ]?(?:hours?|h|uhr|stunden|heures|horas)|military time",
              "12",
              "(?:12|twelve)[- ]?(?:hours?|h|stunden|heures|horas)|am ?/ ?pm|a\\.m\\.?|p\\.m\\.?|am and pm|am or pm|am,? pm|with am|no(?:t read)? 24 hour times"),
          of(
              "date order",
              false,
              "day first",
              "day (?:is |comes |goes |should come )?(?:first|at the beginning of dates|before (?:the )?month)|(?:start|begin) (?:dates )?with the day|dates? (?:should )?(?:start|begin)s? with the day|dates (?:start|begin) with the day|day,? month|dd[./-]mm|european dates?|tag zuerst",
              "month first",
              "month (?:is |comes |goes |should come )?(?:first|at the beginning of dates|before (?:the )?day)|(?:start|begin) (?:dates )?with the month|dates? (?:should )?(?:start|begin)s? with the month|dates (?:start|begin) with the month|month,? day|mm[./-]dd|american dates?|us dates?",
              "year first",
              "year first|iso(?:[- ]?8601)?|yyyy-mm-dd"),
          of(
              "language",
              true,
              "english",
              "english|englisch|inglés|anglais",
              "german",
              "german|deutsch|alemán|allemand",
              "french",
              "french|französisch|francés|français",
              "spanish",
              "spanish|spanisch|español|espagnol",
              "italian",
              "italian|italienisch|italiano|italien",
              "dutch",
              "dutch|niederländisch|holandés|néerlandais",
              "portuguese",
              "portuguese|portugiesisch|portugués|portugais"),
          of(
              "length",
              true,
              "brief",
              "(?<!too )brief(?:ly)?|(?<!too )short(?:er|ly)?|as few words(?: as possible)?|too long|too many words|not need so many words|too wordy|wordy|(?:say|write) less|less text|too much text|one word is enough|shorten|to the minimum|concise(?:ly)?|terse(?:ly)?|to the point|few(?:er)? words|one sentence"
                  + "|a single sentence|kurze?[nrms]?|knapp|breve(?:s|mente)?|cort[ao]s?|courte?s?|bref|brèves?",
              "detailed",
              "detail(?:ed|s)?|(?<!too )long(?:er)?|thorough(?:ly)?|in depth|verbose|elaborate|full sentences|more words"
                  + "|too (?:short|brief|little|thin)|paragraph|(?:write|explain) more|at length|full explanation|at least \\d+ (?:words|tokens)"
                  + "|ausführliche?[nrms]?|detallad[ao]s?|larg[ao]s?|détaillée?s?|longue?s?"),
          of(
              "register",
              true,
              "formal",
              "formal(?:ly)?|politely|polite(?! and warm)|förmlich|sie(?:zen|zt)|usted|vouvoie",
              "casual",
              "casual(?:ly)?|informal(?:ly)?|relaxed|slang|locker|du(?:zen|zt)|tutea|tutoie"),
          of(
              "warmth",
              true,
              "warm",
              "warm(?:ly|er|th)?|(?:too |was |are |sound(?:ed)? )cold|(?:un)?friendl(?:y|ier)|kind(?:ly|er)?|nicer|something nice|kindness|encouraging|cheerful(?:ly)?|herzlich|freundlich(?:er)?",
              "plain",
              "matter[- ]of[- ]fact|neutral|dry|plain(?! (?:text|words|sentences))|sachlich|businesslike"),
          of(
              "letters",
              true,
              "lower case",
              "lower[- ]?case|small letters|kleinbuchstaben",
              "upper case",
              "upper[- ]?case|capitals?|capital letters|all caps|großbuchstaben"),
          of("numbers", true, "digits", "digits|numerals", "words", "spell(?:ed)? out|in words"),
          of(
              "order",
              true,
              "newest first",
              "newest first|latest first|most recent first",
              "oldest first",
              "oldest first|earliest first"));
}
