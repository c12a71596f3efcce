package dev.hone.learn.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Exercises with a checkable result, which the starter policy answers as assistants do unless told
 * otherwise: a bold title, numbered steps, the result in a box.
 *
 * <p>Names and ways to ask come from the half that is never trained on. The same seed gives the
 * same exercises. Not thread-safe; its items are immutable.
 */
public final class Homework {

  /** What is to be worked out. */
  public enum Kind {
    SUM,
    DIFFERENCE,
    HALF,
    /** The largest of three numbers. */
    LARGEST,
    /** The smallest of three numbers. */
    SMALLEST,
    /** Three numbers in order. */
    SORTED,
    /** Even or odd. */
    PARITY,
    /** Whether somebody's result is right. */
    GRADE
  }

  private final SplittableRandom random;
  private final TaskMaker maker = new TaskMaker(new Scenes(Lexicon.heldOut(), true));

  private Homework(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Exercises in words that are never trained on. */
  public static Homework heldOut(long seed) {
    return new Homework(seed);
  }

  /** An exercise of any kind. */
  public Item next() {
    return next(EnumSet.allOf(Kind.class));
  }

  /** An exercise of one of these kinds. */
  public Item next(Set<Kind> kinds) {
    Kind kind = Lexicon.pick(random, kinds.stream().sorted().toList());
    return new Item(maker.homework(random, kind, Habits.none()));
  }

  /** One exercise. */
  public static final class Item {

    private final Task task;
    private final Problem problem;

    private Item(Task task) {
      this.task = task;
      this.problem = ((Situation.HomeworkDue) task.situation()).problem();
    }

    public Kind kind() {
      return problem.kind();
    }

    /** Asked without a word about how to answer. */
    public Prompt prompt() {
      return task.prompt();
    }

    /** The user's words. */
    public String asked() {
      return problem.asked();
    }

    /** The right result, as an English reply gives it. */
    public String result() {
      return problem.result().english();
    }

    /** Whether the answer gives the right result, in whatever format. */
    public boolean correct(String answer) {
      return Solved.by(problem, answer);
    }

    /** The answer of an assistant who was told nothing. */
    public ChatMessage plain() {
      return told(List.of());
    }

    /** The right answer for somebody who wants it so. */
    public ChatMessage told(List<Instruction> instructions) {
      return new Answers().answer(task.situation(), Habits.of(instructions));
    }
  }
}
