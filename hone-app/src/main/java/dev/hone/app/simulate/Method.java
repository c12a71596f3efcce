package dev.hone.app.simulate;

import dev.hone.learn.trainer.TrainerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What of the loop is switched on. */
public enum Method {
  /** Nothing: the base answers. */
  NONE("none", false, false, false),
  /** Lessons in the prompt, no training. */
  LESSONS("lessons", true, false, true),
  /** Weights from verdicts alone: no hint becomes a lesson. */
  SCALAR("scalar", false, true, false),
  /** Weights from the hinted teacher alone; no lesson in the prompt. */
  OPD("opd", true, true, false),
  /** Weights from the hinted teacher and verdicts; no lesson in the prompt. */
  COMBINED("combined", true, true, false),
  /** The product as it ships: lessons in the prompt until the weights follow them. */
  LESSONS_AND_WEIGHTS("lessons+weights", true, true, true);

  /** Rewarded sequences of an optimizer step that has nothing else. */
  private static final int ONLY_REWARDS = 8;

  /** Samples that rewards alone are trained on, for each that a hint is trained on. */
  private static final int ENOUGH_REWARDS = 2;

  private final String label;
  private final boolean hints;
  private final boolean trains;
  private final boolean told;

  Method(String label, boolean hints, boolean trains, boolean told) {
    this.label = label;
    this.hints = hints;
    this.trains = trains;
    this.told = told;
  }

  /** The name on the command line and in tables. */
  public String label() {
    return label;
  }

  /** Whether corrections become lessons. */
  boolean takesHints() {
    return hints;
  }

  boolean trains() {
    return trains;
  }

  /** Whether lessons stand in prompts. */
  boolean tellsLessons() {
    return told;
  }

  /** The trainer's options for this method: which parts a batch has, and nothing else. */
  TrainerOptions.Mixture mixture(TrainerOptions.Mixture all) {
    return switch (this) {
      case NONE, LESSONS, COMBINED, LESSONS_AND_WEIGHTS -> all;
      case OPD -> parts(all, all.consolidation(), all.replay(), 0);
      case SCALAR -> parts(all, 0, 0, ONLY_REWARDS);
    };
  }

  /** When a run begins: without hints nothing is waiting to be taught, so samples alone decide. */
  TrainerOptions.Start start(TrainerOptions.Start all) {
    return hints
        ? all
        : new TrainerOptions.Start(
            Math.min(all.samples(), ENOUGH_REWARDS * all.lessonPrompts()),
            all.lessonPrompts(),
            all.lessonAge(),
            all.most(),
            all.timeToLive(),
            all.poll());
  }

  private static TrainerOptions.Mixture parts(
      TrainerOptions.Mixture all, int consolidation, int replay, int reward) {
    return new TrainerOptions.Mixture(
        consolidation,
        replay,
        reward,
        all.consolidationWeight(),
        all.replayWeight(),
        reward > all.reward() ? 1 : all.rewardWeight(),
        all.klWeight(),
        all.divergence(),
        all.ownTokens(),
        all.topK(),
        all.teacherShare(),
        all.practice(),
        consolidation == 0 ? 0 : all.replayPool(),
        all.temperature(),
        all.maxAnswer(),
        all.importanceCap(),
        all.clip());
  }

  /** The names of all. */
  public static List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (Method one : values()) {
      labels.add(one.label);
    }
    return labels;
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none of {@link #labels()}
   */
  public static Method of(String label) {
    for (Method one : values()) {
      if (one.label.equals(label.strip().toLowerCase(Locale.ROOT))) {
        return one;
      }
    }
    throw new IllegalArgumentException("there is no method '" + label + "'");
  }
}
