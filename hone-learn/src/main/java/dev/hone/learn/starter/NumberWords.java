package dev.hone.learn.starter;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** English words for whole numbers from 0 to 999, and back. */
final class NumberWords {

  private static final List<String> SMALL =
      List.of(
          "zero",
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");
  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");
  private static final int TEN = 10;
  private static final int HUNDRED = 100;
  private static final int LONGEST = 3;
  private static final Pattern DIGITS = Pattern.compile("\\d{1," + LONGEST + "}");
  private static final Pattern WORDS =
      Pattern.compile(
          "(?<![\\p{L}])(?:(?<tens>"
              + String.join("|", TENS)
              + ")(?:[- ](?<ones>one|two|three|four|five|six|seven|eight|nine))?|(?<small>"
              + String.join("|", SMALL.reversed())
              + "))(?![\\p{L}])",
          Pattern.CASE_INSENSITIVE);

  private NumberWords() {}

  static String of(int number) {
    if (number < SMALL.size()) {
      return SMALL.get(number);
    }
    if (number < HUNDRED) {
      String tens = TENS.get(number / TEN - 2);
      return number % TEN == 0 ? tens : tens + "-" + SMALL.get(number % TEN);
    }
    String hundreds = SMALL.get(number / HUNDRED) + " hundred";
    return number % HUNDRED == 0 ? hundreds : hundreds + " " + of(number % HUNDRED);
  }

  /** The text without a digit. */
  static String spelled(String text) {
    return DIGITS
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(of(Integer.parseInt(match.group()))));
  }

  /** The text with numbers below a hundred in digits. */
  static String digits(String text) {
    return WORDS.matcher(text).replaceAll(NumberWords::value);
  }

  private static String value(MatchResult match) {
    String small = match.group("small");
    if (small != null) {
      return String.valueOf(SMALL.indexOf(small.toLowerCase(Locale.ROOT)));
    }
    String ones = match.group("ones");
    int tens = TEN * (TENS.indexOf(match.group("tens").toLowerCase(Locale.ROOT)) + 2);
    return String.valueOf(
        ones == null ? tens : tens + SMALL.indexOf(ones.toLowerCase(Locale.ROOT)));
  }
}
