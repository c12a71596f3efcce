package dev.hone.learn.starter;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says of any text whether it gives an exercise's right result, in whatever format. A box decides;
 * else the last "… is X"; else the first or the last number.
 */
final class Solved {

  private static final Pattern BOX = Pattern.compile("(?i)\\\\boxed\\s*\\{([^{}]*)}");
  private static final Pattern LIST_NUMBER = Pattern.compile("(?m)^\\s*\\d+[.)](?=\\s)");
  private static final Pattern STATED =
      Pattern.compile(
          "(?iu)(?<![\\p{L}])(?:ist die \\p{L}+|is|ist|es|est)\\s+[^\\p{L}\\p{N}]*?(\\d+)(?!\\d)"
              + "(?=[^\\p{L}\\p{N}]*?(?:[.!,;:?]|$))");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private Solved() {}

  static boolean by(Problem problem, String answer) {
    String text = answer.replace(problem.asked(), " ");
    text = NumberWords.digits(text.replace(NumberWords.spelled(problem.asked()), " "));
    if (LIST_NUMBER.matcher(text).results().count() > 1) {
      text = LIST_NUMBER.matcher(text).replaceAll(" ");
    }
    Matcher box = BOX.matcher(text);
    if (box.find()) {
      String boxed = box.group(1).strip();
      return problem.result().all().stream().anyMatch(boxed::equalsIgnoreCase);
    }
    return switch (problem.kind()) {
      case PARITY, GRADE -> verdict(problem, text);
      case SORTED -> text.contains(problem.result().english());
      case SUM, DIFFERENCE, HALF, LARGEST, SMALLEST -> number(problem.result().english(), text);
    };
  }

  private static boolean number(String result, String text) {
    Optional<String> stated =
        STATED.matcher(text).results().map(found -> found.group(1)).reduce((one, last) -> last);
    if (stated.isPresent()) {
      return stated.get().equals(result);
    }
    List<String> numbers = NUMBER.matcher(text).results().map(found -> found.group()).toList();
    return !numbers.isEmpty()
        && (numbers.getFirst().equals(result) || numbers.getLast().equals(result));
  }

  /** Of the words that would be a result, the last one counts. */
  private static boolean verdict(Problem problem, String text) {
    int right = -1;
    int wrong = -1;
    for (List<Phrase> choice : Problems.VERDICTS) {
      if (choice.contains(problem.result())) {
        for (Phrase one : choice) {
          int at = last(one, text);
          if (one.equals(problem.result())) {
            right = at;
          } else {
            wrong = at;
          }
        }
      }
    }
    return right > wrong;
  }

  private static int last(Phrase words, String text) {
    return words.all().stream()
        .flatMap(
            word ->
                Pattern.compile("(?iu)(?<![\\p{L}])" + word + "(?![\\p{L}])")
                    .matcher(text)
                    .results())
        .mapToInt(MatchResult::start)
        .max()
        .orElse(-1);
  }
}
