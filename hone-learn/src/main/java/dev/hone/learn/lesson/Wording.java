package dev.hone.learn.lesson;

import dev.hone.core.UserId;
import dev.hone.store.Teaching;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds words for a lesson that several users taught: those that most of them used; and none that
 * carry something which only one of them said, such as a name, an address or a quotation.
 */
final class Wording {

  /** Quotations, addresses, links and long numbers are somebody's own. */
  private static final Pattern OWN = Pattern.compile("[\"“”„«»@]|://|\\d{5,}");

  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’-]*", Pattern.UNICODE_CHARACTER_CLASS);

  private Wording() {}

  private record Choice(String words, int users, int foreign) {}

  /** The words; empty if everybody's carry something of their own. */
  static Optional<String> of(List<Teaching> taught) {
    Map<UserId, String> byUser = new LinkedHashMap<>();
    taught.forEach(one -> byUser.put(one.user(), one.words().strip()));
    return byUser.entrySet().stream()
        .map(entry -> choice(entry.getKey(), entry.getValue(), byUser))
        .filter(choice -> choice.users() > 1 || choice.foreign() >= 0)
        .min(
            Comparator.comparingInt(Choice::users)
                .reversed()
                .thenComparingInt(Choice::foreign)
                .thenComparingInt(choice -> choice.words().length())
                .thenComparing(Choice::words))
        .map(Choice::words);
  }

  /** {@code foreign} counts words that no other user said; −1 if one of them names something. */
  private static Choice choice(UserId user, String words, Map<UserId, String> byUser) {
    int users = 0;
    Set<String> others = new HashSet<>();
    for (Map.Entry<UserId, String> entry : byUser.entrySet()) {
      users += normal(entry.getValue()).equals(normal(words)) ? 1 : 0;
      if (!entry.getKey().equals(user)) {
        WORD.matcher(entry.getValue())
            .results()
            .forEach(found -> others.add(found.group().toLowerCase(Locale.ROOT)));
      }
    }
    if (OWN.matcher(words).find()) {
      return new Choice(words, users, -1);
    }
    int foreign = 0;
    Matcher matcher = WORD.matcher(words);
    while (matcher.find()) {
      String word = matcher.group();
      if (!others.contains(word.toLowerCase(Locale.ROOT))) {
        foreign++;
        boolean named =
            (Character.isUpperCase(word.charAt(0)) && !beginsSentence(words, matcher.start()))
                || word.chars().anyMatch(Character::isDigit);
        if (named && !word.equals("I")) {
          return new Choice(words, users, -1);
        }
      }
    }
    return new Choice(words, users, foreign);
  }

  private static boolean beginsSentence(String words, int at) {
    String before = words.substring(0, at).stripTrailing();
    return before.isEmpty() || ".!?:".indexOf(before.charAt(before.length() - 1)) >= 0;
  }

  private static String normal(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
