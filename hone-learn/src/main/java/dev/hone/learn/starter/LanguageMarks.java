package dev.hone.learn.starter;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells the language of a reply by words that only this language's replies have. */
final class LanguageMarks {

  private static final Pattern SLOT = Pattern.compile("\\{[a-z]+}");
  private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}']+");

  private final Map<Language, Set<String>> marks = new EnumMap<>(Language.class);

  LanguageMarks() {
    for (Language language : Language.values()) {
      marks.put(
          language,
          phrases()
              .flatMap(phrase -> words(SLOT.matcher(phrase.in(language)).replaceAll(" ")))
              .collect(Collectors.toSet()));
    }
    Map<Language, Set<String>> all = new EnumMap<>(Language.class);
    marks.forEach((language, words) -> all.put(language, new HashSet<>(words)));
    marks.forEach(
        (language, words) ->
            all.forEach(
                (other, others) -> {
                  if (other != language) {
                    words.removeAll(others);
                  }
                }));
  }

  private static Stream<Phrase> phrases() {
    Stream<Phrase> skills =
        Arrays.stream(Skill.values())
            .map(SkillTexts::of)
            .flatMap(texts -> Stream.of(texts.reply(), texts.question(), texts.asksBack()));
    Stream<Phrase> talks =
        Arrays.stream(Talk.values())
            .filter(talk -> talk != Talk.REPEAT && talk != Talk.ASK_BACK)
            .map(Talk::answer);
    Stream<Phrase> problems =
        Arrays.stream(Homework.Kind.values())
            .map(ProblemTexts::of)
            .flatMap(texts -> Stream.of(texts.first(), texts.second()));
    return Stream.of(
            skills, talks, problems, WorkedAnswers.PHRASES.stream(), Answers.PHRASES.stream())
        .flatMap(phrases -> phrases);
  }

  private static Stream<String> words(String text) {
    return NOT_LETTERS.splitAsStream(text.toLowerCase(Locale.ROOT)).filter(word -> !word.isEmpty());
  }

  /**
   * Whether the text is in the language.
   *
   * @param own values in the text that belong to no language
   */
  boolean in(Language language, String text, Collection<String> own) {
    String rest = text.toLowerCase(Locale.ROOT);
    for (String value : own) {
      if (value.length() > 1) {
        rest = rest.replace(value.toLowerCase(Locale.ROOT), " ");
      }
    }
    Set<String> expected = marks.getOrDefault(language, Set.of());
    return words(rest).anyMatch(expected::contains);
  }
}
