package dev.hone.app.simulate;

import dev.hone.learn.release.GateOptions;
import dev.hone.learn.simulate.SimulatedUser;
import dev.hone.learn.trainer.JointLessons;
import dev.hone.learn.trainer.Sharing;
import dev.hone.learn.trainer.TrainerOptions;
import dev.hone.store.WorkBoard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One whole experiment.
 *
 * @param users who take part
 * @param firstSeed of the first repetition; the next ones follow
 * @param seeds how many repetitions
 * @param methods that are compared
 * @param scopes whose weights are trained
 * @param sessions of each user
 * @param skillPrompts held-out prompts of the gate
 * @param heldOut held-out prompts, others than the gate's, for the figures of the report
 * @param month the simulated month after graduation
 * @param threads worlds that run at the same time, each on one thread
 * @param trainer numbers of the trainer; {@link Method} chooses parts of a batch
 * @param gate numbers of the gate
 * @param model the policy's folder
 * @param starter whether that is the starter policy, whose skills are known and can be replayed
 */
public record SimulationOptions(
    List<SimulatedUser> users,
    long firstSeed,
    int seeds,
    List<Method> methods,
    List<Weights> scopes,
    int sessions,
    int skillPrompts,
    int heldOut,
    Month month,
    int threads,
    TrainerOptions trainer,
    GateOptions gate,
    Path model,
    boolean starter) {

  /** Prompts on which a run of rewards alone is watched. */
  private static final int WATCHED = 6;

  /** Longest answer of the agent; homework in a hundred words comes near it. */
  static final int MAX_ANSWER = 360;

  public SimulationOptions {
    users = List.copyOf(users);
    methods = List.copyOf(methods);
    scopes = List.copyOf(scopes);
    if (users.isEmpty() || methods.isEmpty() || scopes.isEmpty() || seeds < 1 || sessions < 1) {
      throw new IllegalArgumentException(
          "users, methods, scopes, seeds and sessions must be at least one each");
    }
  }

  /**
   * The time in which saved tokens are counted.
   *
   * @param days how long
   * @param sessionsOfADay of the one user
   */
  public record Month(int days, int sessionsOfADay) {}

  /** Whose weights are trained. */
  public enum Weights {
    /** One version for each user. */
    SEPARATE,
    /** One version for all users of the agent. */
    JOINT;

    /** As on the command line. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * The trainer's numbers for a small experiment: they are the real trainer's options, with a
   * shorter course and smaller batches with more of the teacher's own answers, because a user here
   * brings a dozen steps and not a hundred; a run begins as soon as a lesson has four judged steps
   * behind it. What they cost in quality is seen in the table.
   */
  public static TrainerOptions smallTrainer(long seed) {
    TrainerOptions defaults = TrainerOptions.defaults();
    TrainerOptions.Course course = defaults.course();
    TrainerOptions.Mixture mixture = defaults.mixture();
    return new TrainerOptions(
        new TrainerOptions.Start(
            32, 4, Duration.ZERO, 256, defaults.start().timeToLive(), defaults.start().poll()),
        defaults.adapter(),
        new TrainerOptions.Course(60, 2e-3, course.optimizer(), 4, 0.02, 8, 4),
        new TrainerOptions.Mixture(
            8,
            8,
            1,
            mixture.consolidationWeight(),
            mixture.replayWeight(),
            mixture.rewardWeight(),
            mixture.klWeight(),
            mixture.divergence(),
            mixture.ownTokens(),
            mixture.topK(),
            0.75,
            96,
            96,
            mixture.temperature(),
            MAX_ANSWER,
            mixture.importanceCap(),
            mixture.clip()),
        defaults.stop().withWatched(WATCHED),
        defaults.curation(),
        1,
        seed,
        defaults.recipe(),
        Sharing.none());
  }

  /** Samples of each user after which a version of all of them is trained. */
  private static final int SAMPLES_OF_EACH = 3;

  /** Sequences of an optimizer step in which many have their turn. */
  private static final int JOINT_BATCH = 12;

  /** Optimizer steps in which many have their turns. */
  private static final int JOINT_STEPS = 100;

  private static final double JOINT_RATE = 3e-3;

  /** What many want of it is seen in no single round of fresh answers: all steps are made. */
  private static final double NEVER = -1;

  /** Replay prompts: each user practises on those that are most like their own. */
  private static final int JOINT_POOL = 256;

  /**
   * The trainer's numbers for one way of sharing. For a version of all users: each user's prompts
   * with that user's own lessons; a longer course, because it learns what all of them want.
   */
  public TrainerOptions trainer(Weights weights) {
    return switch (weights) {
      case SEPARATE -> trainer;
      case JOINT -> {
        TrainerOptions.Start start = trainer.start();
        TrainerOptions.Course course = trainer.course();
        TrainerOptions.Mixture mixture = trainer.mixture();
        int samples = SAMPLES_OF_EACH * users.size();
        yield trainer
            .with(
                new TrainerOptions.Start(
                    samples,
                    samples,
                    start.lessonAge(),
                    2 * samples,
                    start.timeToLive(),
                    start.poll()))
            .with(
                new TrainerOptions.Course(
                    JOINT_STEPS,
                    JOINT_RATE,
                    course.optimizer(),
                    course.resampleEvery(),
                    NEVER,
                    JOINT_STEPS / 2,
                    course.coolSteps()))
            .with(
                new TrainerOptions.Mixture(
                    JOINT_BATCH,
                    JOINT_BATCH,
                    2 * mixture.reward(),
                    mixture.consolidationWeight(),
                    mixture.replayWeight(),
                    mixture.rewardWeight(),
                    mixture.klWeight(),
                    mixture.divergence(),
                    mixture.ownTokens(),
                    mixture.topK(),
                    mixture.teacherShare(),
                    mixture.practice(),
                    JOINT_POOL,
                    mixture.temperature(),
                    mixture.maxAnswer(),
                    mixture.importanceCap(),
                    mixture.clip()))
            .with(
                Sharing.all(
                    new Sharing.Choice(WorkBoard.Breadth.AGENT, JointLessons.OWN, LEAST_USERS)));
      }
    };
  }

  /** With fewer users nobody may have more than their part of a version. */
  public static final int LEAST_USERS = 3;

  /** The gate's numbers: fewer prompts of the user, because there are fewer. */
  public static GateOptions smallGate() {
    GateOptions defaults = GateOptions.defaults();
    return new GateOptions(
        defaults.skillLoss(),
        defaults.agreement(),
        8,
        3,
        defaults.recent(),
        defaults.graduation(),
        4,
        defaults.margin(),
        MAX_ANSWER);
  }
}
