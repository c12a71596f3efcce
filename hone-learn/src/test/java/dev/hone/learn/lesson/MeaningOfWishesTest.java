package dev.hone.learn.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.lesson.Meaning;
import dev.hone.core.lesson.Relation;
import dev.hone.learn.starter.Instruction;
import dev.hone.learn.starter.Lexicon;
import dev.hone.learn.starter.Preference;
import dev.hone.learn.starter.Wordings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same wish in other words is one lesson, another value of it contradicts, another wish stands
 * beside it: for every way in which the scripted users word what they want.
 */
class MeaningOfWishesTest {

  private static final int TRIES = 300;

  /** Wishes that have no value to differ in, or (asked before) several that go together. */
  private static final Set<Preference> WITHOUT_VALUE =
      EnumSet.of(
          Preference.CLOCK,
          Preference.ASK_BEFORE,
          Preference.BRIEF,
          Preference.WARM,
          Preference.BULLETS,
          Preference.FOLLOW_UP,
          Preference.SMILEY,
          Preference.NAME_TOOL);

  /**
   * Wishes about the style of an answer. Of these it is only asked that one does not pass for
   * another or against it: a second lesson of the same meaning costs some tokens, no more.
   */
  private static final Set<Preference> OF_STYLE =
      EnumSet.range(Preference.PLAIN, Preference.CHECK_RESULT);

  private static final List<Set<Preference>> TOUCHING =
      List.of(
          EnumSet.of(Preference.BRIEF, Preference.LONG, Preference.ONE_SENTENCE),
          EnumSet.of(Preference.EXCLAIM, Preference.NO_FULL_STOP, Preference.END_WITH),
          EnumSet.of(Preference.BEGIN_WITH, Preference.ANSWER_FIRST, Preference.HEADING));

  private final SplittableRandom random = new SplittableRandom(11);
  private final Lexicon lexicon = Lexicon.heldOut();
  private final Wordings wordings = new Wordings(Wordings.Pool.TRAINING);

  @ParameterizedTest
  @EnumSource
  void theSameWishInOtherWordsIsTheSameLesson(Preference preference) {
    if (OF_STYLE.contains(preference)) {
      return;
    }
    int same = 0;
    for (int i = 0; i < TRIES; i++) {
      Instruction wish = wish(preference);
      Relation relation =
          Meaning.relation(wordings.rule(random, wish), wordings.rule(random, wish));
      same += relation == Relation.SAME ? 1 : 0;
    }
    double least =
        switch (preference) {
          // "send a mail" and "send anything" are two things to be asked before: two lessons.
          case ASK_BEFORE -> 0.7;
          // "begin each line with a dash" also reads as how a reply is to begin.
          case BULLETS -> 0.83;
          case WARM -> 0.9;
          default -> 0.93;
        };
    assertThat(same / (double) TRIES).isGreaterThan(least);
  }

  @ParameterizedTest
  @EnumSource
  void anotherValueContradicts(Preference preference) {
    if (WITHOUT_VALUE.contains(preference) || OF_STYLE.contains(preference)) {
      return;
    }
    int asked = 0;
    int contradicts = 0;
    while (asked < TRIES) {
      Instruction old = wish(preference);
      Instruction now = wish(preference);
      if (old.equals(now)) {
        continue;
      }
      asked++;
      Relation relation = Meaning.relation(wordings.rule(random, old), wordings.rule(random, now));
      contradicts += relation == Relation.CONTRADICTS ? 1 : 0;
    }
    assertThat(contradicts / (double) TRIES).isGreaterThan(0.93);
  }

  @ParameterizedTest
  @EnumSource
  void anotherWishStandsBesideIt(Preference preference) {
    int independent = 0;
    for (int i = 0; i < TRIES; i++) {
      Preference other;
      do {
        other = Preference.values()[random.nextInt(Preference.values().length)];
      } while (other == preference || touching(preference, other));
      Relation relation =
          Meaning.relation(
              wordings.rule(random, wish(preference)), wordings.rule(random, wish(other)));
      independent += relation == Relation.INDEPENDENT ? 1 : 0;
    }
    assertThat(independent / (double) TRIES).isGreaterThan(0.98);
  }

  /** They contradict each other, or both say how a reply begins. */
  private static boolean touching(Preference one, Preference other) {
    return TOUCHING.stream().anyMatch(group -> group.contains(one) && group.contains(other));
  }

  private Instruction wish(Preference preference) {
    return new Instruction(preference, preference.randomValue(random, lexicon));
  }
}
