package dev.hone.learn.starter;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An endless course of conversations, the same for the same seed. It begins with much copying, so
 * that the model learns early to look things up in its prompt, and goes on to the whole job.
 *
 * <p>Example {@code i} depends on the seed and {@code i} alone, so a resumed run sees what an
 * unbroken one would have seen. Thread-safe.
 */
public final class StarterCurriculum {

  private static final double[] INSTRUCTIONS = {0.22, 0.36, 0.24, 0.12, 0.06};
  private static final int LONGEST_COPY = 16;
  private static final double COPYING = 0.12;
  private static final double DRILLING = 0.14;
  private static final Set<Preference> IN_FEW_WORDS =
      EnumSet.of(Preference.BRIEF, Preference.ONE_SENTENCE);
  private static final int FEW_EXERCISES = 3;
  private static final int MANY_EXERCISES = 9;
  private static final double NO_SYSTEM = 0.15;
  private static final double LESSONS = 0.5;
  private static final double OFF = 0.07;
  private static final double CHANGED_MIND = 0.3;
  private static final double OFF_IN_CHANGE = 0.3;

  /** Among so many turns of copying is one in which a date or a time is put otherwise. */
  private static final int REWRITTEN = 4;

  private static final double PRACTISED = 0.65;
  private static final double FITTING = 0.65;
  private static final double NO_TOOLS = 0.1;
  private static final double NO_TOOLS_FOR_HOMEWORK = 0.5;
  private static final double TWO_IN_A_LESSON = 0.12;

  /** What shows in every reply is practised so often where no tool is called. */
  private static final double WITHOUT_TOOLS = 0.45;

  /** So often the practised preference itself is one that the user has changed. */
  private static final double PRACTISED_CHANGE = 0.3;

  private static final double OFF_IN_PRACTICE = 0.55;

  private final long seed;
  private final Scenes scenes = new Scenes(Lexicon.training(), false);
  private final Wordings wordings = new Wordings(Wordings.Pool.TRAINING);
  private final Answers answers = new Answers();

  public StarterCurriculum(long seed) {
    this.seed = seed;
  }

  /**
   * One conversation of the whole job.
   *
   * @param index its number in the course
   */
  public Example example(long index) {
    SplittableRandom random = random(index);
    double kind = random.nextDouble();
    if (kind < COPYING) {
      return copying(random, 1);
    }
    return kind < COPYING + DRILLING ? drilling(random) : conversation(random);
  }

  /** Exercises one after the other, all of them answered in one way. */
  private Example drilling(SplittableRandom random) {
    List<Instruction> wishes =
        switch (random.nextInt(8)) {
          case 0, 1 -> List.of(new Instruction(Preference.BRIEF, Preference.YES));
          case 2 -> List.of(new Instruction(Preference.ONE_SENTENCE, Preference.YES));
          case 3 -> List.of(new Instruction(Preference.PLAIN, Preference.ALL));
          case 4, 5 -> List.of(new Instruction(Preference.LONG, Preference.YES));
          case 6 -> List.of(new Instruction(Preference.CHECK_RESULT, Preference.YES));
          default -> List.of();
        };
    boolean inFewWords =
        wishes.stream().map(Instruction::preference).anyMatch(IN_FEW_WORDS::contains);
    DialogueWriter writer =
        new DialogueWriter(random, scenes, wordings, answers, Habits.of(wishes), List.of(), "Hone");
    writer.drill(inFewWords ? MANY_EXERCISES : FEW_EXERCISES);
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(ChatMessage.system(SystemTexts.opening(random, "Hone", false, false)));
    messages.addAll(writer.messages());
    List<String> lessons = wishes.stream().map(wish -> wordings.rule(random, wish)).toList();
    return new Example(
        LessonBlock.into(new Prompt(messages, List.of()), lessons).messages(), List.of());
  }

  /**
   * One conversation of mere copying.
   *
   * @param index its number in the course
   * @param length from 0, a single word, to 1, the longest
   */
  public Example copying(long index, double length) {
    return copying(random(index), length);
  }

  private SplittableRandom random(long index) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index).split();
  }

  private Example copying(SplittableRandom random, double length) {
    DialogueWriter writer =
        new DialogueWriter(random, scenes, wordings, answers, Habits.none(), List.of(), "Hone");
    int most = 1 + (int) (length * LONGEST_COPY);
    int turns = 1 + random.nextInt(1 + (int) Math.round(2 * length));
    for (int i = 0; i < turns; i++) {
      if (random.nextInt(REWRITTEN) == 0) {
        writer.talk(Talk.REWRITE);
      } else if (length >= 1 && random.nextBoolean()) {
        writer.talk(Talk.REPEAT);
      } else {
        writer.repeat(scenes.lexicon().phrase(random, Math.max(1, most / 3), most));
      }
    }
    return new Example(writer.messages(), List.of());
  }

  private Example conversation(SplittableRandom random) {
    int turns = random.nextInt(20) < 9 ? 1 : random.nextInt(11) < 7 ? 2 : 3;
    List<Skill> skills = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      skills.add(Lexicon.pick(random, List.of(Skill.values())));
    }
    Preference practised =
        random.nextDouble() < PRACTISED ? Lexicon.pick(random, Preference.PRACTICE) : null;
    boolean everywhere = practised != null && Preference.IN_EVERY_REPLY.contains(practised);
    boolean homework =
        practised != null
            && (Preference.IN_HOMEWORK_ONLY.contains(practised)
                || ((practised == Preference.BRIEF || practised == Preference.BULLETS)
                    && random.nextInt(3) == 0));
    if (practised != null && !homework) {
      skills.set(0, Lexicon.pick(random, Preference.skills(practised)));
    }
    double without = homework ? NO_TOOLS_FOR_HOMEWORK : practised == null ? NO_TOOLS : 0;
    List<ToolSpec> tools =
        random.nextDouble() < without ? List.of() : Toolbox.around(random, skills);
    List<Instruction> instructions = instructions(random, skills, practised);
    boolean named = random.nextInt(6) == 0;
    String self = named ? scenes.lexicon().name(random) : "Hone";
    boolean silent = !named && random.nextDouble() < NO_SYSTEM;
    String system = silent ? "" : SystemTexts.opening(random, self, named, false);
    List<ChatMessage> opening = new ArrayList<>();
    int inLessons = random.nextDouble() < LESSONS ? instructions.size() : 0;
    if (instructions.size() > 1 && random.nextInt(4) == 0) {
      inLessons = 1 + random.nextInt(instructions.size() - 1);
    }
    StringBuilder text = new StringBuilder(system);
    List<String> lessons = new ArrayList<>();
    for (int i = 0; i < instructions.size(); i++) {
      Instruction instruction = instructions.get(i);
      if (i < instructions.size() - inLessons) {
        text.append(text.isEmpty() ? "" : " ").append(wordings.rule(random, instruction));
      } else {
        boolean joined = !lessons.isEmpty() && random.nextDouble() < TWO_IN_A_LESSON;
        String before = joined ? lessons.removeLast() + " " : "";
        lessons.add(
            before
                + (joined || random.nextBoolean()
                    ? wordings.rule(random, instruction)
                    : wordings.correction(random, instruction)));
      }
    }
    if (!text.isEmpty()) {
      opening.add(ChatMessage.system(text.toString()));
    }
    DialogueWriter writer =
        new DialogueWriter(random, scenes, wordings, answers, Habits.of(instructions), tools, self);
    for (int i = 0; i < turns; i++) {
      if (i == 0 && homework) {
        writer.homework();
      } else if (i == 0 && everywhere && random.nextDouble() < WITHOUT_TOOLS) {
        writer.words(skills.getFirst(), turns == 1);
      } else if (i == 0 && practised != null) {
        writer.act(skills.getFirst(), false);
      } else {
        writer.turn(skills.get(i), i == turns - 1);
      }
    }
    opening.addAll(writer.messages());
    return new Example(LessonBlock.into(new Prompt(opening, tools), lessons).messages(), tools);
  }

  private List<Instruction> instructions(
      SplittableRandom random, List<Skill> skills, @Nullable Preference practised) {
    double at = random.nextDouble();
    int count = 0;
    while (count < INSTRUCTIONS.length - 1 && at >= INSTRUCTIONS[count]) {
      at -= INSTRUCTIONS[count++];
    }
    List<Instruction> instructions = new ArrayList<>();
    count = practised == null ? count : Math.max(1, count);
    while (instructions.size() < count) {
      Preference preference =
          practised != null && instructions.isEmpty() ? practised : preference(random, skills);
      if (instructions.stream().anyMatch(i -> i.preference() == preference)) {
        continue;
      }
      instructions.add(
          random.nextInt(instructions.size() + 1), instruction(random, preference, skills));
      if (random.nextDouble() < CHANGED_MIND) {
        instructions.add(
            random.nextInt(instructions.size()),
            random.nextDouble() < OFF_IN_CHANGE
                ? Instruction.off(preference)
                : instruction(random, preference, skills));
      }
    }
    if (practised != null && random.nextDouble() < PRACTISED_CHANGE) {
      instructions.add(changed(random, practised, skills));
    }
    return instructions;
  }

  /** What was wanted before is not wanted any more, or otherwise. */
  private Instruction changed(SplittableRandom random, Preference preference, List<Skill> skills) {
    if (random.nextDouble() < OFF_IN_PRACTICE) {
      return Instruction.off(preference);
    }
    for (Set<Preference> group : Preference.CONTRADICTORY) {
      if (group.contains(preference)) {
        Preference other = Lexicon.pick(random, List.copyOf(EnumSet.copyOf(group)));
        return new Instruction(other, other.randomValue(random, scenes.lexicon()));
      }
    }
    return instruction(random, preference, skills);
  }

  private Instruction instruction(
      SplittableRandom random, Preference preference, List<Skill> skills) {
    if (random.nextDouble() < OFF) {
      return Instruction.off(preference);
    }
    Skill skill = Lexicon.pick(random, skills);
    boolean fits = preference == Preference.ASK_BEFORE && !skill.onlyReads();
    return new Instruction(
        preference,
        fits && random.nextDouble() < FITTING
            ? skill.name()
            : preference.randomValue(random, scenes.lexicon()));
  }

  private static Preference preference(SplittableRandom random, List<Skill> skills) {
    int kind = random.nextInt(20);
    if (kind < 10) {
      return Lexicon.pick(random, Preference.of(Lexicon.pick(random, skills)));
    }
    if (kind < 14) {
      return Lexicon.pick(random, Preference.OF_HOMEWORK);
    }
    if (kind < 18) {
      return Lexicon.pick(random, Preference.IN_EVERY_REPLY);
    }
    return Lexicon.pick(random, List.of(Preference.values()));
  }
}
