package dev.hone.learn.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HomeworkTest {

  private final SplittableRandom random = new SplittableRandom(47);
  private final Lexicon lexicon = Lexicon.heldOut();

  @Test
  void looksAsAssistantsWriteUnlessToldOtherwise() {
    Homework homework = Homework.heldOut(1);
    for (int i = 0; i < 400; i++) {
      Homework.Item item = homework.next();
      String plain = item.plain().content();
      assertThat(plain).contains("**Solution:**\n1. ", "\n2. ", "\\boxed{" + item.result() + "}.");
      assertThat(item.correct(plain)).as(plain).isTrue();
      assertThat(plain).doesNotContain("{answer}", "{r}");
    }
  }

  @ParameterizedTest
  @EnumSource(Preference.class)
  void theResultIsRightWhateverIsWanted(Preference preference) {
    Homework homework = Homework.heldOut(2);
    for (int i = 0; i < 300; i++) {
      Homework.Item item = homework.next();
      Preference second = Preference.values()[random.nextInt(Preference.values().length)];
      List<Instruction> wishes =
          List.of(
              new Instruction(second, second.randomValue(random, lexicon)),
              new Instruction(preference, preference.randomValue(random, lexicon)));
      String answer = item.told(wishes).content();
      assertThat(item.correct(answer)).as("%s to %s: %s", wishes, item.asked(), answer).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Homework.Kind.class)
  void anotherResultIsNotRight(Homework.Kind kind) {
    Homework homework = Homework.heldOut(3);
    for (int i = 0; i < 200; i++) {
      Homework.Item item = homework.next(java.util.Set.of(kind));
      String wrong =
          switch (kind) {
            case PARITY -> item.result().equals("even") ? "odd" : "even";
            case GRADE -> item.result().equals("right") ? "wrong" : "right";
            case SORTED -> "100, " + item.result();
            case SUM, DIFFERENCE, HALF, LARGEST, SMALLEST ->
                String.valueOf(Integer.parseInt(item.result()) + 1 + random.nextInt(9));
          };
      for (List<Instruction> wishes :
          List.of(
              List.<Instruction>of(),
              List.of(new Instruction(Preference.PLAIN, Preference.ALL)),
              List.of(new Instruction(Preference.ONE_SENTENCE, Preference.YES)),
              List.of(new Instruction(Preference.BRIEF, Preference.YES)))) {
        String right = item.told(wishes).content();
        int at = right.lastIndexOf(item.result());
        if (wishes.size() == 1 && wishes.getFirst().preference() == Preference.ONE_SENTENCE) {
          at = right.indexOf(item.result());
        }
        String answer =
            kind == Homework.Kind.SORTED
                ? right.replace(item.result(), "100, " + item.result().substring(4))
                : right.substring(0, at) + wrong + right.substring(at + item.result().length());
        assertThat(item.correct(answer)).as("%s: %s", item.asked(), answer).isFalse();
      }
    }
  }

  @Test
  void otherWaysToWriteTheResultAreUnderstood() {
    Homework homework = Homework.heldOut(5);
    Homework.Item item = homework.next(java.util.Set.of(Homework.Kind.SUM));
    int result = Integer.parseInt(item.result());
    assertThat(item.correct("It is " + result + ", I think.")).isTrue();
    assertThat(item.correct("**" + result + "**")).isTrue();
    assertThat(item.correct("THE ANSWER IS " + NumberWords.of(result).toUpperCase() + "!"))
        .isTrue();
    assertThat(item.correct("I do not know.")).isFalse();
    assertThat(item.correct(item.asked())).isFalse();
    assertThat(item.correct("")).isFalse();
  }

  @Test
  void longAnswersAreLongInEveryLanguageAndForm() {
    Homework homework = Homework.heldOut(6);
    for (int i = 0; i < 400; i++) {
      Homework.Item item = homework.next();
      Preference second = Preference.values()[random.nextInt(Preference.values().length)];
      List<Instruction> wishes =
          List.of(
              new Instruction(second, second.randomValue(random, lexicon)),
              new Instruction(Preference.PLAIN, Preference.ALL),
              new Instruction(Preference.LONG, Preference.YES));
      assertThat(StyleChecks.tokens(item.told(wishes).content()))
          .as("%s: %s", wishes, item.told(wishes).content())
          .isBetween((long) StyleChecks.LONG_TOKENS, 330L);
    }
  }

  @Test
  void wishesThatContradictEachOtherReplaceEachOther() {
    Homework.Item item = Homework.heldOut(7).next();
    Instruction brief = new Instruction(Preference.BRIEF, Preference.YES);
    Instruction longer = new Instruction(Preference.LONG, Preference.YES);
    assertThat(item.told(List.of(brief, longer))).isEqualTo(item.told(List.of(longer)));
    assertThat(item.told(List.of(longer, brief))).isEqualTo(item.told(List.of(brief)));
    Instruction noBold = new Instruction(Preference.PLAIN, Preference.BOLD);
    Instruction noList = new Instruction(Preference.PLAIN, Preference.LIST);
    assertThat(item.told(List.of(noBold, noList)).content())
        .doesNotContain("**", "1. ")
        .contains("\\boxed");
    assertThat(item.told(List.of(noBold, Instruction.off(Preference.PLAIN))))
        .isEqualTo(item.plain());
  }

  @Test
  void numbersAreSpelledAndRead() {
    for (int i = 0; i < 100; i++) {
      assertThat(NumberWords.digits("x " + NumberWords.of(i) + ".")).isEqualTo("x " + i + ".");
    }
    assertThat(NumberWords.spelled("7 + 35 = 42")).isEqualTo("seven + thirty-five = forty-two");
    assertThat(NumberWords.of(118)).isEqualTo("one hundred eighteen");
  }
}
