package dev.hone.learn.starter;

import dev.hone.learn.starter.Homework.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sets exercises. Their numbers are small: a model of this size knows sums by heart or not at all,
 * so both halves of the course share them; names, things and ways to ask are kept apart.
 */
final class Problems {

  private static final List<String> THINGS =
      List.of(
          "apples", "coins", "books", "pens", "eggs", "cards", "stones", "stamps", "balls", "nuts",
          "cups", "shells", "pears", "plums", "keys", "boxes", "tickets", "marbles", "flowers",
          "candles", "cookies", "pencils", "buttons", "letters");
  private static final Phrase EVEN = new Phrase("even", "gerade", "par", "pair");
  private static final Phrase ODD = new Phrase("odd", "ungerade", "impar", "impair");
  static final Phrase RIGHT = new Phrase("right", "richtig", "correcto", "juste");
  static final Phrase WRONG = new Phrase("wrong", "falsch", "incorrecto", "faux");

  /** Results in words; each list is a choice of one. */
  static final List<List<Phrase>> VERDICTS = List.of(List.of(EVEN, ODD), List.of(RIGHT, WRONG));

  private static final List<Integer> ERRORS = List.of(-3, -2, -1, 1, 2, 3);

  private static final int MOST_FIRST = 9;
  private static final int MOST_SECOND = 9;
  private static final int MOST_HALF = 15;
  private static final int MOST_COMPARED = 60;

  /** Ways to ask that stand first in the tables are short. */
  private static final int SHORT_REQUESTS = 5;

  private final Lexicon lexicon;
  private final boolean heldOutWording;
  private final List<String> things;

  Problems(Lexicon lexicon, boolean heldOutWording) {
    this.lexicon = lexicon;
    this.heldOutWording = heldOutWording;
    this.things = THINGS.stream().filter(lexicon::owns).toList();
  }

  /** An exercise in any words. */
  Problem problem(SplittableRandom random, Kind kind) {
    int requests = ProblemTexts.of(kind).requests().size();
    return problem(random, kind, heldOutWording ? requests : requests - SkillTexts.HELD_OUT);
  }

  /** An exercise in few words. */
  Problem fact(SplittableRandom random, Kind kind) {
    return problem(random, kind, SHORT_REQUESTS);
  }

  private Problem problem(SplittableRandom random, Kind kind, int most) {
    Map<String, String> slots = new HashMap<>();
    slots.put("name", lexicon.name(random));
    slots.put("things", Lexicon.pick(random, things));
    Phrase result =
        switch (kind) {
          case SUM -> {
            int a = random.nextInt(2, MOST_FIRST + 1);
            int b = random.nextInt(2, MOST_SECOND + 1);
            yield number(operands(slots, a, b), a + b);
          }
          case DIFFERENCE -> {
            int r = random.nextInt(1, MOST_FIRST + 1);
            int b = random.nextInt(2, MOST_SECOND + 1);
            yield number(operands(slots, r + b, b), r);
          }
          case HALF -> {
            int r = random.nextInt(2, MOST_HALF + 1);
            slots.put("a", String.valueOf(2 * r));
            yield number(slots, r);
          }
          case LARGEST, SMALLEST, SORTED -> ordered(random, kind, slots);
          case PARITY -> parity(random, slots);
          case GRADE -> grade(random, slots);
        };
    List<String> requests = ProblemTexts.of(kind).requests();
    return new Problem(kind, Phrase.fill(requests.get(random.nextInt(most)), slots), slots, result);
  }

  private static Map<String, String> operands(Map<String, String> slots, int a, int b) {
    slots.put("a", String.valueOf(a));
    slots.put("b", String.valueOf(b));
    return slots;
  }

  private static Phrase number(Map<String, String> slots, int result) {
    return result(slots, String.valueOf(result));
  }

  private static Phrase result(Map<String, String> slots, String result) {
    slots.put("r", result);
    return new Phrase(result, result, result, result);
  }

  private static Phrase ordered(SplittableRandom random, Kind kind, Map<String, String> slots) {
    TreeSet<Integer> numbers = new TreeSet<>();
    while (numbers.size() < 3) {
      numbers.add(random.nextInt(1, MOST_COMPARED + 1));
    }
    List<Integer> sorted = new ArrayList<>(numbers);
    List<Integer> shown = new ArrayList<>(sorted);
    Collections.swap(shown, 0, random.nextInt(3));
    Collections.swap(shown, 1, 1 + random.nextInt(2));
    slots.put("list", joined(shown));
    if (kind == Kind.SORTED) {
      slots.put("p", String.valueOf(sorted.get(0)));
      slots.put("q", String.valueOf(sorted.get(1)));
      slots.put("s", String.valueOf(sorted.get(2)));
      return result(slots, joined(sorted));
    }
    int found = kind == Kind.LARGEST ? sorted.getLast() : sorted.getFirst();
    shown.remove((Integer) found);
    slots.put("p", String.valueOf(shown.get(0)));
    slots.put("q", String.valueOf(shown.get(1)));
    return number(slots, found);
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static Phrase parity(SplittableRandom random, Map<String, String> slots) {
    int a = random.nextInt(2, 100);
    boolean even = a % 2 == 0;
    slots.put("a", String.valueOf(a));
    slots.put("d", String.valueOf(a % 10));
    slots.put("goes", even ? "goes" : "does not go");
    slots.put("geht", even ? "glatt" : "nicht");
    slots.put("cabe", even ? "cabe" : "no cabe");
    slots.put("entre", even ? "entre" : "n'entre pas");
    slots.put("h", String.valueOf(a / 2));
    slots.put("one", even ? "" : " + 1");
    return even ? EVEN : ODD;
  }

  private static Phrase grade(SplittableRandom random, Map<String, String> slots) {
    boolean sum = random.nextBoolean();
    int b = random.nextInt(2, MOST_SECOND + 1);
    int a = sum ? random.nextInt(2, MOST_FIRST + 1) : b + random.nextInt(1, MOST_FIRST + 1);
    int truth = sum ? a + b : a - b;
    int claimed = truth;
    if (random.nextBoolean()) {
      while (claimed == truth || claimed < 1) {
        claimed = truth + Lexicon.pick(random, ERRORS);
      }
    }
    operands(slots, a, b);
    slots.put("op", sum ? "+" : "-");
    slots.put("inverse", sum ? "-" : "+");
    slots.put("x", String.valueOf(claimed));
    slots.put("t", String.valueOf(truth));
    return claimed == truth ? RIGHT : WRONG;
  }
}
