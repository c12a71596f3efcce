package dev.hone.learn.starter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The references and the checkers must agree: neither is derived from the other. */
class ChecksTest {

  private final Lexicon lexicon = Lexicon.heldOut();
  private final TaskMaker maker = new TaskMaker(new Scenes(lexicon, true));
  private final Checks checks = new Checks();
  private final Fulfilment fulfilment = new Fulfilment(checks);
  private final SplittableRandom random = new SplittableRandom(43);

  private Task any(Habits habits) {
    Skill skill = TaskMaker.skill(random);
    return switch (random.nextInt(6)) {
      case 0 -> maker.call(random, skill, habits);
      case 1, 2 -> maker.reply(random, skill, habits, false);
      case 3, 4 -> maker.homework(random, habits);
      default -> maker.words(random, Talk.IMPOSSIBLE, habits);
    };
  }

  @Test
  void plainAnswersShowNoPreference() {
    Map<Preference, Integer> shown = new EnumMap<>(Preference.class);
    for (int i = 0; i < 8000; i++) {
      Task task = any(Habits.none());
      ChatMessage plain = maker.answers().answer(task.situation(), Habits.none());
      Preference preference = Preference.values()[i % Preference.values().length];
      String value = preference.randomValue(random, lexicon);
      // a value may stand in the request by chance: that is no fault of the answer
      if (!task.messages().toString().contains(value)
          && checks.followed(preference, value, task.situation(), plain)) {
        shown.merge(preference, 1, Integer::sum);
      }
    }
    assertThat(shown).isEmpty();
  }

  @Test
  void everyPreferenceShowsInTheAnswersThatItChanges() {
    Map<Preference, Integer> seen = new EnumMap<>(Preference.class);
    for (int i = 0; i < 40000; i++) {
      Preference preference = Preference.values()[i % Preference.values().length];
      String value = preference.randomValue(random, lexicon);
      Habits habits = Habits.of(List.of(new Instruction(preference, value)));
      Task task = any(habits);
      ChatMessage right = maker.answers().answer(task.situation(), habits);
      ChatMessage plain = maker.answers().answer(task.situation(), Habits.none());
      if (!right.equals(plain)) {
        assertThat(checks.followed(preference, value, task.situation(), right))
            .as("%s=%s in %s", preference, value, right)
            .isTrue();
        seen.merge(preference, 1, Integer::sum);
      }
    }
    assertThat(seen.keySet()).containsExactlyInAnyOrder(Preference.values());
  }

  @Test
  void referencesDoTheJobWithAndWithoutPreferences() {
    for (int i = 0; i < 12000; i++) {
      Preference preference = Preference.values()[i % Preference.values().length];
      Preference second = Preference.values()[(i / 11) % Preference.values().length];
      Habits habits =
          Habits.of(
              List.of(
                  new Instruction(preference, preference.randomValue(random, lexicon)),
                  new Instruction(second, second.randomValue(random, lexicon))));
      Task task = any(i % 3 == 0 ? Habits.none() : habits);
      ChatMessage right = maker.answers().answer(task.situation(), task.habits());
      boolean asked =
          Preference.asksBefore(task.habits(), skillOf(task.situation()))
              && skillOf(task.situation()).onlyReads();
      assertThat(asked || fulfilment.done(task.situation(), right))
          .as("%s of %s", right, task)
          .isTrue();
    }
  }

  private static Skill skillOf(Situation situation) {
    return switch (situation) {
      case Situation.CallDue(Situation.Action action) -> action.skill();
      case Situation.ReplyDue(Situation.Action action, Situation.Outcome outcome) -> action.skill();
      case Situation.WordsDue(Talk talk, Map<String, String> slots) -> Skill.MAIL;
      case Situation.HomeworkDue(Problem problem) -> Skill.MAIL;
    };
  }

  @Test
  void perfectAnswersPassTheExamAndPlainOnesFailWherePreferencesAreTold() {
    SkillSuite suite = SkillSuite.of(3, 200);
    assertThat(suite.items()).allMatch(item -> item.passed(item.reference()));
    for (long seed = 0; seed < 40; seed++) {
      ScriptedUser user = ScriptedUser.of(seed);
      for (int i = 0; i < 6; i++) {
        ScriptedUser.Request request = user.next();
        assertThat(request.followed(request.reference())).as("seed %d", seed).isTrue();
        assertThat(request.followed(request.plain())).as("seed %d", seed).isFalse();
        assertThat(request.done(request.plain())).isTrue();
        assertThat(request.correction()).startsWith("No");
      }
    }
  }
}
