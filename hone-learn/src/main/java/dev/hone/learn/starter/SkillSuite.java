package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.learn.ManyAtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Prompts of the whole job, each with a checker. The held-out ones ({@link #of}) are what a
 * candidate version must still be able to do. The checkers look at the job only (right tool, right
 * values, right facts), not at manners, so that a version that follows its user's preferences loses
 * nothing here.
 *
 * <p>The same seed and count give the same suite. Immutable and thread-safe.
 */
public final class SkillSuite {

  private static final List<Talk> TALKS =
      List.of(Talk.IMPOSSIBLE, Talk.INTRODUCTION, Talk.IDENTITY, Talk.RECALL, Talk.ABILITIES);
  private static final int KINDS = 10;

  /** Exercises among one round of {@link #practice}. */
  private static final int HOMEWORK = 4;

  private final List<Item> items;

  private SkillSuite(List<Item> items) {
    this.items = List.copyOf(items);
  }

  /** So many held-out prompts, in words that are never trained on. */
  public static SkillSuite of(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    TaskMaker maker = new TaskMaker(new Scenes(Lexicon.heldOut(), true));
    return suite(
        seed,
        count,
        i -> {
          Skill skill = Skill.values()[i % Skill.values().length];
          return switch (i % KINDS) {
            case 0, 1, 2 -> maker.call(random, skill, Habits.none());
            case 3, 4, 5 -> maker.reply(random, skill, Habits.none(), true);
            case 6 -> maker.homework(random, Habits.none());
            case 7 -> maker.repeat(random, maker.scenes().exact(random));
            case 8 -> maker.noTool(random, skill, Habits.none());
            default -> maker.words(random, Lexicon.pick(random, TALKS), Habits.none());
          };
        });
  }

  /**
   * The same kinds of prompts in words of the training half, each kind in its turn, so that none is
   * forgotten for being rare: what may be practised again.
   */
  public static SkillSuite practice(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    TaskMaker maker = new TaskMaker(new Scenes(Lexicon.training(), false));
    List<Supplier<Task>> kinds = new ArrayList<>();
    for (Skill skill : Skill.values()) {
      kinds.add(() -> maker.call(random, skill, Habits.none()));
      kinds.add(() -> maker.reply(random, skill, Habits.none(), true));
    }
    for (int i = 0; i < HOMEWORK; i++) {
      kinds.add(() -> maker.homework(random, Habits.none()));
    }
    kinds.add(() -> maker.repeat(random, maker.scenes().exact(random)));
    kinds.add(() -> maker.repeat(random, maker.scenes().exact(random)));
    kinds.add(() -> maker.noTool(random, TaskMaker.skill(random), Habits.none()));
    for (Talk talk : TALKS) {
      kinds.add(() -> maker.words(random, talk, Habits.none()));
    }
    return suite(seed, count, i -> kinds.get(i % kinds.size()).get());
  }

  private static SkillSuite suite(long seed, int count, IntFunction<Task> tasks) {
    Fulfilment fulfilment = new Fulfilment(new Checks());
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(new Item("skill-" + seed + "-" + i, tasks.apply(i), fulfilment));
    }
    return new SkillSuite(items);
  }

  /** The prompts in their order. */
  public List<Item> items() {
    return items;
  }

  /** The share of prompts that are answered right, from 0 to 1. */
  public double share(Answerer answerer) {
    List<Boolean> passed =
        ManyAtOnce.ask(items, item -> item.passed(answerer.answer(item.prompt())));
    return passed.stream().filter(right -> right).count() / (double) Math.max(1, passed.size());
  }

  /** One prompt with its checker. */
  public static final class Item {

    private final String id;
    private final Task task;
    private final Fulfilment fulfilment;

    private Item(String id, Task task, Fulfilment fulfilment) {
      this.id = id;
      this.task = task;
      this.fulfilment = fulfilment;
    }

    /** Stable for the seed of the suite. */
    public String id() {
      return id;
    }

    public Prompt prompt() {
      return task.prompt();
    }

    /** Whether this answer does the job. */
    public boolean passed(ChatMessage answer) {
      return fulfilment.done(task.situation(), answer);
    }

    /** A right answer. */
    public ChatMessage reference() {
      return new Answers().answer(task.situation(), task.habits());
    }
  }
}
