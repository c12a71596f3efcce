package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolSpec;
import dev.hone.learn.starter.Situation.Action;
import dev.hone.learn.starter.Situation.CallDue;
import dev.hone.learn.starter.Situation.HomeworkDue;
import dev.hone.learn.starter.Situation.Outcome;
import dev.hone.learn.starter.Situation.ReplyDue;
import dev.hone.learn.starter.Situation.WordsDue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes one conversation, turn by turn, with the right answer at each place. Single-threaded. */
final class DialogueWriter {

  private static final double STOP_AT_CALL = 0.35;
  private static final double STOP_AT_QUESTION = 0.5;
  private static final double CORRECTED = 0.1;
  private static final double CORRECTED_HOMEWORK = 0.22;
  private static final int MOST_CORRECTIONS = 2;

  /** An answer of so many characters is not asked for again. */
  private static final int LONG_ENOUGH = 400;

  private static final double TWO_AT_ONCE = 0.2;
  private static final double OFF = 0.05;
  private static final double OFF_IN_FORCE = 0.5;

  /** What takes many facts is drilled more often. */
  private static final List<Homework.Kind> DRILLED =
      List.of(
          Homework.Kind.SUM,
          Homework.Kind.SUM,
          Homework.Kind.SUM,
          Homework.Kind.DIFFERENCE,
          Homework.Kind.DIFFERENCE,
          Homework.Kind.DIFFERENCE,
          Homework.Kind.GRADE,
          Homework.Kind.GRADE,
          Homework.Kind.HALF,
          Homework.Kind.LARGEST,
          Homework.Kind.SMALLEST,
          Homework.Kind.SORTED,
          Homework.Kind.PARITY);

  private static final List<Talk> SMALL_TALK =
      List.of(
          Talk.GREETING,
          Talk.INTRODUCTION,
          Talk.THANKS,
          Talk.IDENTITY,
          Talk.ABILITIES,
          Talk.ABILITIES,
          Talk.IMPOSSIBLE,
          Talk.IMPOSSIBLE,
          Talk.IMPOSSIBLE,
          Talk.REPEAT,
          Talk.REPEAT,
          Talk.REPEAT,
          Talk.REPEAT,
          Talk.FACT,
          Talk.RECALL);

  private final SplittableRandom random;
  private final Scenes scenes;
  private final Wordings wordings;
  private final Answers answers;
  private final List<ToolSpec> tools;
  private final String self;
  private final List<ChatMessage> messages = new ArrayList<>();
  private Habits habits;
  private @Nullable WordsDue fact;

  DialogueWriter(
      SplittableRandom random,
      Scenes scenes,
      Wordings wordings,
      Answers answers,
      Habits habits,
      List<ToolSpec> tools,
      String self) {
    this.random = random;
    this.scenes = scenes;
    this.wordings = wordings;
    this.answers = answers;
    this.habits = habits;
    this.tools = tools;
    this.self = self;
  }

  List<ChatMessage> messages() {
    return messages;
  }

  /** One turn of the user and everything that follows from it. */
  void turn(Skill skill, boolean last) {
    int kind = random.nextInt(100);
    if (kind < 56) {
      act(skill, last);
    } else if (kind < 69) {
      homework();
    } else if (kind < 75) {
      vague(skill, last);
    } else if (kind < 79) {
      rule(skill);
    } else {
      talk(Lexicon.pick(random, SMALL_TALK));
    }
  }

  /** Anything but a call: where manners show, and nothing else. */
  void words(Skill skill, boolean last) {
    switch (random.nextInt(4)) {
      case 0 -> vague(skill, last);
      case 1 -> homework();
      default -> talk(Lexicon.pick(random, SMALL_TALK));
    }
  }

  /** The user sets an exercise, and may want it otherwise, once or twice. */
  void homework() {
    HomeworkDue due =
        new HomeworkDue(
            scenes.problem(random, Lexicon.pick(random, List.of(Homework.Kind.values()))));
    user(due.problem().asked());
    answer(due);
    for (int i = 0; i < MOST_CORRECTIONS && random.nextDouble() < CORRECTED_HOMEWORK; i++) {
      if (messages.getLast().content().length() > LONG_ENOUGH) {
        return;
      }
      Instruction instruction = homeworkInstruction();
      Habits after = habits.with(instruction);
      String words = wordings.correction(random, instruction);
      if (random.nextDouble() < TWO_AT_ONCE) {
        Instruction second = homeworkInstruction();
        after = after.with(second);
        words += " " + wordings.rule(random, second);
      }
      boolean same = answers.answer(due, habits).equals(answers.answer(due, after));
      user(words);
      habits = after;
      answer(same ? new WordsDue(Talk.UNDERSTOOD, Map.of()) : due);
    }
  }

  /** Many exercises in a row: what is to be known by heart. */
  void drill(int count) {
    for (int i = 0; i < count; i++) {
      HomeworkDue due = new HomeworkDue(scenes.fact(random, Lexicon.pick(random, DRILLED)));
      user(due.problem().asked());
      answer(due);
    }
  }

  private Instruction homeworkInstruction() {
    Preference preference =
        random.nextInt(4) > 0
            ? Lexicon.pick(random, Preference.OF_HOMEWORK)
            : Lexicon.pick(random, Preference.IN_EVERY_REPLY);
    return habits.has(preference) && random.nextBoolean()
        ? Instruction.off(preference)
        : new Instruction(preference, preference.randomValue(random, scenes.lexicon()));
  }

  private boolean offers(Skill skill) {
    return tools.stream().anyMatch(tool -> tool.name().equals(skill.tool()));
  }

  private void answer(Situation situation) {
    messages.add(answers.answer(situation, habits));
  }

  private void user(String text) {
    messages.add(ChatMessage.user(text));
  }

  /** The user asks for what a tool does. */
  void act(Skill skill, boolean last) {
    Action action = scenes.action(random, skill);
    user(scenes.request(random, action));
    perform(action, last);
  }

  private void noTool(Skill skill) {
    answer(new WordsDue(Talk.NO_TOOL, Map.of("topic", skill.topic())));
  }

  private void perform(Action action, boolean last) {
    if (!offers(action.skill())) {
      noTool(action.skill());
      return;
    }
    Situation due = new CallDue(action);
    answer(due);
    boolean asked = messages.getLast().toolCalls().isEmpty();
    if (!asked) {
      corrected(due, action.skill());
      asked = messages.getLast().toolCalls().isEmpty();
    }
    if (asked) {
      if ((last && random.nextDouble() < STOP_AT_QUESTION) || !allowed(action)) {
        return;
      }
    }
    if (last && random.nextDouble() < STOP_AT_CALL) {
      return;
    }
    Outcome outcome = scenes.outcome(random, action, habits);
    messages.add(ChatMessage.tool("call_1", outcome.json()));
    Situation reply = new ReplyDue(action, outcome);
    answer(reply);
    corrected(reply, action.skill());
  }

  /** The user says yes or no to a question; after a yes the call is made. */
  private boolean allowed(Action action) {
    if (random.nextInt(4) == 0) {
      talk(Talk.LEFT_ALONE);
      return false;
    }
    user(Lexicon.pick(random, Talk.YES));
    messages.add(answers.call(action, habits));
    return true;
  }

  /** Now and then the user wants it otherwise; then it is done again, if that changes anything. */
  private void corrected(Situation situation, Skill skill) {
    if (random.nextDouble() >= CORRECTED) {
      return;
    }
    Instruction instruction = instruction(skill);
    Habits after = habits.with(instruction);
    boolean same = answers.answer(situation, habits).equals(answers.answer(situation, after));
    if (same && situation instanceof CallDue) {
      return;
    }
    user(wordings.correction(random, instruction));
    habits = after;
    answer(same ? new WordsDue(Talk.UNDERSTOOD, Map.of()) : situation);
  }

  private Instruction instruction(Skill skill) {
    Preference preference =
        random.nextInt(3) > 0
            ? Lexicon.pick(random, Preference.of(skill))
            : Lexicon.pick(random, Preference.IN_EVERY_REPLY);
    if (random.nextDouble() < (habits.has(preference) ? OFF_IN_FORCE : OFF)) {
      return Instruction.off(preference);
    }
    boolean fits = preference == Preference.ASK_BEFORE && !skill.onlyReads();
    return new Instruction(
        preference,
        fits && random.nextBoolean()
            ? skill.name()
            : preference.randomValue(random, scenes.lexicon()));
  }

  private void rule(Skill skill) {
    Instruction instruction = random.nextInt(4) == 0 ? homeworkInstruction() : instruction(skill);
    user(wordings.rule(random, instruction));
    habits = habits.with(instruction);
    answer(new WordsDue(Talk.UNDERSTOOD, Map.of()));
  }

  private void vague(Skill skill, boolean last) {
    Action action = scenes.action(random, skill);
    user(scenes.vagueRequest(random, action));
    if (!offers(skill)) {
      noTool(skill);
      return;
    }
    Language language = Answers.language(habits);
    answer(
        new WordsDue(
            Talk.ASK_BACK, Map.of("question", SkillTexts.of(skill).asksBack().in(language))));
    user(scenes.completion(action));
    perform(action, last);
  }

  void talk(Talk talk) {
    if (talk == Talk.ABILITIES && tools.isEmpty()) {
      talk(Talk.NO_ABILITIES);
      return;
    }
    if (talk == Talk.RECALL) {
      if (fact == null) {
        talk(Talk.FACT);
      }
      recall();
      return;
    }
    WordsDue words = scenes.words(random, talk, tools, self);
    user(scenes.say(random, words));
    answer(words);
    if (talk == Talk.FACT) {
      fact = words;
    }
  }

  /** The user wants exactly this back. */
  void repeat(String exact) {
    WordsDue words = new WordsDue(Talk.REPEAT, Map.of("exact", exact));
    user(scenes.say(random, words));
    answer(words);
  }

  private void recall() {
    WordsDue known = fact;
    if (known != null) {
      WordsDue words = new WordsDue(Talk.RECALL, new HashMap<>(known.slots()));
      user(scenes.say(random, words));
      answer(words);
    }
  }
}
