package dev.hone.learn.trainer;

import dev.hone.core.engine.TrainingSetup;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.objective.Distillation;
import dev.hone.learn.objective.PolicyClip;
import java.time.Duration;
import java.util.Set;

/**
 * Every number of the trainer. {@link #defaults()} says where each comes from.
 *
 * @param start when a run begins
 * @param adapter what is trained
 * @param course how long and how fast
 * @param mixture what a batch is made of
 * @param stop when a run is broken off
 * @param curation what of the samples is trained on
 * @param threads data-parallel replicas
 * @param seed of everything random
 * @param recipe which algorithms; the default one is what {@code mixture} says
 * @param sharing whose samples train one version together
 */
public record TrainerOptions(
    Start start,
    Adapter adapter,
    Course course,
    Mixture mixture,
    StopRules stop,
    CurationOptions curation,
    int threads,
    long seed,
    Recipe recipe,
    Sharing sharing) {

  /**
   * When a run begins, and how work is taken.
   *
   * @param samples unused samples of a scope that are enough by themselves
   * @param lessonPrompts samples that are enough when a lesson is not in the weights yet
   * @param lessonAge how long those have waited at least
   * @param most samples taken into one run
   * @param timeToLive of the lease; renewed at a third of it
   * @param poll pause between two looks at the board
   */
  public record Start(
      int samples,
      int lessonPrompts,
      Duration lessonAge,
      int most,
      Duration timeToLive,
      Duration poll) {}

  /** LoRA's shape. */
  public record Adapter(int rank, double alpha, Set<String> targets) {
    public Adapter {
      targets = Set.copyOf(targets);
    }
  }

  /**
   * How long and how fast.
   *
   * @param steps most optimizer steps
   * @param learningRate at its highest: after a tenth of the steps; then it falls to a tenth
   * @param optimizer AdamW
   * @param resampleEvery optimizer steps between two rounds of fresh answers, which is also how
   *     often a checkpoint is written
   * @param enough a round whose fresh answers are so near to the teacher (mean divergence per
   *     token, nats) begins the end
   * @param leastSteps optimizer steps that are made in any case
   * @param coolSteps optimizer steps after that round, in which the learning rate falls to nothing
   */
  public record Course(
      int steps,
      double learningRate,
      TrainingSetup.Optimizer optimizer,
      int resampleEvery,
      double enough,
      int leastSteps,
      int coolSteps) {

    /** With ten steps to cool down. */
    public Course(
        int steps,
        double learningRate,
        TrainingSetup.Optimizer optimizer,
        int resampleEvery,
        double enough,
        int leastSteps) {
      this(steps, learningRate, optimizer, resampleEvery, enough, leastSteps, COOL_STEPS);
    }

    private static final int COOL_STEPS = 10;
  }

  /**
   * What a batch is made of, and the weights of its parts.
   *
   * @param consolidation sequences per optimizer step in which the student learns to do without the
   *     lesson
   * @param replay sequences per optimizer step against forgetting
   * @param reward sequences per optimizer step with their verdicts as reward
   * @param consolidationWeight w_OPD
   * @param replayWeight of replayed sequences
   * @param rewardWeight w_RL
   * @param klWeight of k3 to the base on rewarded tokens
   * @param divergence between teacher and student
   * @param ownTokens true: policy gradient on the student's own top-k tokens instead of the
   *     divergence over the teacher's
   * @param topK tokens of the teacher that are looked at
   * @param teacherShare share of consolidation sequences that are the teacher's own answers
   * @param practice most replay prompts that a lesson changes and that are consolidated too
   * @param replayPool replay prompts looked at in a run
   * @param temperature of fresh answers
   * @param maxAnswer most tokens of a fresh answer
   * @param importanceCap C of truncated importance sampling
   * @param clip of the policy ratio
   */
  public record Mixture(
      int consolidation,
      int replay,
      int reward,
      double consolidationWeight,
      double replayWeight,
      double rewardWeight,
      double klWeight,
      Distillation divergence,
      boolean ownTokens,
      int topK,
      double teacherShare,
      int practice,
      int replayPool,
      double temperature,
      int maxAnswer,
      double importanceCap,
      PolicyClip clip) {}

  /**
   * Signs of collapse. Source: learning.md §5.
   *
   * @param gradientNorm before clipping; more ends the run
   * @param logProbGap largest mean |stored − recomputed| log-probability of a token at the start
   * @param surprise largest mean −log-probability of the student's own fresh answers, nats
   * @param length fresh answers so many times longer (or shorter) than in the first round and than
   *     the teacher's
   * @param degenerateShare largest share of fresh answers that repeat one token or have no end
   * @param watched prompts that a run which consolidates nothing, and so answers nothing anew,
   *     answers in every round all the same, so that the rules see it collapse; 0: none
   */
  public record StopRules(
      double gradientNorm,
      double logProbGap,
      double surprise,
      double length,
      double degenerateShare,
      int watched) {

    /** Rules that look at fresh answers only where a run has some. */
    public StopRules(
        double gradientNorm,
        double logProbGap,
        double surprise,
        double length,
        double degenerateShare) {
      this(gradientNorm, logProbGap, surprise, length, degenerateShare, 0);
    }

    /** The same rules with another number of watched prompts. */
    public StopRules withWatched(int prompts) {
      return new StopRules(gradientNorm, logProbGap, surprise, length, degenerateShare, prompts);
    }
  }

  /**
   * Start: 16 samples is learning.md's batch. Adapter: rank 8, alpha 16, every projection. Course:
   * tuned on the starter policy (docs/results.md says how); AdamW's numbers are learning.md's, with
   * no weight decay, because an adapter of few steps has nothing to decay. Mixture: w_RL, clip and
   * C are learning.md's; the teacher's own answers beside the student's as in GKD (Agarwal et al.
   * 2023). Stop rules: learning.md §5 reports gradient norms of 3 to 8 as healthy and 22 as the
   * beginning of the end, and log-prob gaps of 0.02 as healthy.
   */
  public static TrainerOptions defaults() {
    return new TrainerOptions(
        new Start(
            16, 4, Duration.ofSeconds(20), 256, Duration.ofSeconds(30), Duration.ofSeconds(1)),
        new Adapter(
            8,
            16,
            Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")),
        new Course(80, 2e-3, new TrainingSetup.Optimizer(0.9, 0.98, 1e-8, 0, 1), 5, 0.006, 30, 15),
        new Mixture(
            16,
            16,
            2,
            1,
            3,
            0.2,
            0.01,
            Distillation.FORWARD_KL,
            false,
            32,
            0.5,
            96,
            300,
            0.8,
            160,
            2,
            PolicyClip.defaults()),
        new StopRules(100, 0.1, 4, 5, 0.5),
        CurationOptions.defaults(),
        2,
        1,
        Recipe.hone(),
        Sharing.none());
  }

  public TrainerOptions with(Start changed) {
    return new TrainerOptions(
        changed, adapter, course, mixture, stop, curation, threads, seed, recipe, sharing);
  }

  public TrainerOptions with(Course changed) {
    return new TrainerOptions(
        start, adapter, changed, mixture, stop, curation, threads, seed, recipe, sharing);
  }

  public TrainerOptions with(Mixture changed) {
    return new TrainerOptions(
        start, adapter, course, changed, stop, curation, threads, seed, recipe, sharing);
  }

  public TrainerOptions with(StopRules changed) {
    return new TrainerOptions(
        start, adapter, course, mixture, changed, curation, threads, seed, recipe, sharing);
  }

  public TrainerOptions with(CurationOptions changed) {
    return new TrainerOptions(
        start, adapter, course, mixture, stop, changed, threads, seed, recipe, sharing);
  }

  public TrainerOptions withThreads(int changed) {
    return new TrainerOptions(
        start, adapter, course, mixture, stop, curation, changed, seed, recipe, sharing);
  }

  /** With other algorithms. The default recipe changes nothing. */
  public TrainerOptions with(Recipe changed) {
    return new TrainerOptions(
        start,
        adapter,
        course,
        RecipeMixture.of(changed, mixture),
        stop,
        curation,
        threads,
        seed,
        changed,
        sharing);
  }

  /** With versions that several share. */
  public TrainerOptions with(Sharing changed) {
    return new TrainerOptions(
        start, adapter, course, mixture, stop, curation, threads, seed, recipe, changed);
  }
}
