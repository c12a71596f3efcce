package dev.hone.learn.starter;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Where the words of generated conversations come from. Two halves that share no name, city, longer
 * word or longer number: one to train on, one for exams, gates and the demo. Beside real words
 * there are made-up ones ("Zorvik"), so that copying is learned and not a list of words.
 *
 * <p>Immutable and thread-safe; all randomness comes from the caller's generator.
 */
public final class Lexicon {

  private static final double MADE_UP_NAME = 0.5;
  private static final double MADE_UP_WORD = 0.3;

  /** Real words of the training half are soon known by heart, and teach no copying any more. */
  private static final double MADE_UP_IN_TRAINING = 0.55;

  /** A text of three words or more has now and then a little word between the others. */
  private static final double JOINING = 0.2;

  private static final int LONGEST_WORD = 11;
  private static final int HELD_OUT_EVERY = 4;

  /** Shorter words and numbers are in both halves: there are too few of them. */
  private static final int SHARED_LENGTH = 3;

  private final boolean heldOut;
  private final List<String> names;
  private final List<String> cities;
  private final List<String> plain;

  private Lexicon(boolean heldOut) {
    this.heldOut = heldOut;
    this.names = mine(Words.NAMES);
    this.cities = mine(Words.CITIES);
    this.plain = mine(Words.PLAIN);
  }

  /** The half that is trained on. */
  public static Lexicon training() {
    return new Lexicon(false);
  }

  /** The half that is never trained on. */
  public static Lexicon heldOut() {
    return new Lexicon(true);
  }

  /** Whether this half may use the word. */
  boolean owns(String word) {
    if (word.length() <= SHARED_LENGTH) {
      return true;
    }
    int hash = word.toLowerCase(Locale.ROOT).hashCode() * 0x9E3779B9;
    return ((hash >>> 8) % HELD_OUT_EVERY == 0) == heldOut;
  }

  private List<String> mine(List<String> words) {
    return words.stream().filter(this::owns).distinct().toList();
  }

  /** A capitalised name, real or made up. */
  public String name(SplittableRandom random) {
    return random.nextDouble() < MADE_UP_NAME
        ? capitalised(random.nextBoolean() ? madeUp(random) : spliced(random, names))
        : pick(random, names);
  }

  /** A city, real or made up. */
  public String city(SplittableRandom random) {
    return random.nextDouble() < MADE_UP_NAME
        ? capitalised(random.nextBoolean() ? madeUp(random) : spliced(random, cities))
        : pick(random, cities);
  }

  /** A lower-case word, real or made up. */
  public String word(SplittableRandom random) {
    return random.nextDouble() < (heldOut ? MADE_UP_WORD : MADE_UP_IN_TRAINING)
        ? madeUp(random)
        : pick(random, plain);
  }

  /** Some words, now and then a name or a number among them. */
  public String phrase(SplittableRandom random, int least, int most) {
    int count = random.nextInt(least, most + 1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      double kind = random.nextDouble();
      boolean between = i > 0 && i < count - 1;
      String next =
          between && random.nextDouble() < JOINING
              ? pick(random, Words.JOINING)
              : kind < 0.86
                  ? word(random)
                  : kind < 0.93 ? name(random) : number(random, 1 + random.nextInt(4));
      text.append(i == 0 ? "" : " ").append(next);
    }
    return text.toString();
  }

  /** A made-up word: syllables, the beginning of one word with the end of another, or letters. */
  public String madeUp(SplittableRandom random) {
    while (true) {
      int kind = random.nextInt(20);
      String made =
          kind < 8 ? syllables(random) : kind < 17 ? spliced(random, plain) : letters(random);
      if (made.length() > SHARED_LENGTH && made.length() <= LONGEST_WORD && owns(made)) {
        return made;
      }
    }
  }

  private static String syllables(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      word.append(pick(random, Words.ONSETS)).append(pick(random, Words.VOWELS));
    }
    if (random.nextBoolean()) {
      word.append(pick(random, Words.CODAS));
    }
    return word.toString();
  }

  /** Looks like a word that was never seen: "carpenter" and "lemon" give "carmon". */
  private String spliced(SplittableRandom random, List<String> words) {
    while (true) {
      String head = pick(random, words).toLowerCase(Locale.ROOT);
      String tail = pick(random, words).toLowerCase(Locale.ROOT);
      if (head.length() <= SHARED_LENGTH || tail.length() <= SHARED_LENGTH) {
        continue;
      }
      String made =
          head.substring(0, 1 + random.nextInt(head.length() - 1))
              + tail.substring(1 + random.nextInt(tail.length() - 1));
      if (made.length() > SHARED_LENGTH && made.length() <= LONGEST_WORD && owns(made)) {
        return made;
      }
    }
  }

  private static String letters(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    int length = 4 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /** A number without leading zero, of exactly so many digits. */
  public String number(SplittableRandom random, int digits) {
    while (true) {
      StringBuilder text = new StringBuilder().append(1 + random.nextInt(9));
      while (text.length() < digits) {
        text.append(random.nextInt(10));
      }
      if (owns(text.toString())) {
        return text.toString();
      }
    }
  }

  /** A code of capital letters and digits, such as {@code K7X2}. */
  public String code(SplittableRandom random) {
    while (true) {
      StringBuilder text = new StringBuilder();
      int length = 3 + random.nextInt(4);
      for (int i = 0; i < length; i++) {
        text.append(
            random.nextBoolean()
                ? (char) ('A' + random.nextInt(26))
                : (char) ('0' + random.nextInt(10)));
      }
      if (owns(text.toString())) {
        return text.toString();
      }
    }
  }

  /** An address such as {@code lena@zorvik.org}. */
  public String address(SplittableRandom random) {
    String ending = pick(random, List.of("com", "org", "net", "de"));
    return name(random).toLowerCase(Locale.ROOT) + "@" + madeUp(random) + "." + ending;
  }

  /** A file's name such as {@code report.txt}. */
  public String file(SplittableRandom random) {
    return word(random) + "." + pick(random, Words.EXTENSIONS);
  }

  /** A date as {@code 2026-03-14}. */
  public String date(SplittableRandom random) {
    return String.format(
        Locale.ROOT,
        "%d-%02d-%02d",
        random.nextInt(2024, 2031),
        random.nextInt(1, 13),
        random.nextInt(1, 29));
  }

  /** A time as {@code 15:30}. */
  public String time(SplittableRandom random) {
    return String.format(
        Locale.ROOT, "%02d:%02d", random.nextInt(0, 24), 5 * random.nextInt(0, 12));
  }

  String room(SplittableRandom random) {
    return pick(random, Words.ROOMS);
  }

  static <T> T pick(SplittableRandom random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  static String capitalised(String word) {
    return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
