package dev.hone.learn.trainer;

import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.engine.Engine;
import dev.hone.core.engine.ScoreRequest;
import dev.hone.learn.ManyAtOnce;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.algorithm.RewardObjective;
import dev.hone.learn.objective.ImportanceWeight;
import dev.hone.learn.objective.SequenceLoss;
import dev.hone.store.StepResult;
import dev.hone.store.WorkBoard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stored answers with their verdicts as reward: tokens as they were, in the context they were
 * sampled in (lessons included), with truncated importance sampling from the stored
 * log-probabilities.
 *
 * @param exercises one for each sample with a reward other than 0
 * @param meanGap mean |stored − recomputed| log-probability of a token, over the samples compared
 *     of those that the very version made that the run begins with; 0 if there are none
 * @param largestGap the largest of those
 * @param compared how many tokens were compared
 * @param meanWeight of the importance weights
 * @param effective share of the sample that the weights leave
 * @param largestShare of one user in what enters the gradient of a version that several share; else
 *     0
 */
record RewardPart(
    List<Exercise> exercises,
    double meanGap,
    double largestGap,
    long compared,
    double meanWeight,
    double effective,
    double largestShare) {

  /** Samples whose log-probabilities are computed anew in any case. */
  private static final int COMPARED = 16;

  /** Differences up to this are rounding: sampler and trainer are the same code here. */
  private static final double SAME = 1e-4;

  RewardPart {
    exercises = List.copyOf(exercises);
  }

  static RewardPart of(
      Engine engine,
      VersionRef parent,
      VersionRef base,
      List<WorkBoard.Sample> samples,
      Map<StepId, Double> rewards,
      Map<UserId, Double> shares,
      TrainerOptions.Mixture mixture,
      Recipe recipe) {
    List<Rated> rated = rated(engine, parent, base, samples, rewards, mixture);
    boolean groups = !recipe.isDefault() && new RewardObjective(recipe).comparesGroups();
    List<Rated> judged = new ArrayList<>();
    double gap = 0;
    double largest = 0;
    long compared = 0;
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < rated.size(); i++) {
      Rated one = rated.get(i);
      if (!one.stored() && parent.equals(samples.get(i).step().version())) {
        for (double difference : one.differences()) {
          gap += Math.abs(difference);
          largest = Math.max(largest, Math.abs(difference));
          compared++;
        }
      }
      // Where answers are compared with each other, a neutral one is one to compare with.
      if (groups || reward(samples.get(i), rewards) != 0) {
        judged.add(one);
      }
    }
    if (!recipe.isDefault()) {
      judged = RecipeLosses.of(judged, recipe);
    }
    for (Rated one : judged) {
      for (double weight : one.weights()) {
        weights.add(weight);
      }
    }
    double[] all = weights.stream().mapToDouble(Double::doubleValue).toArray();
    Map<UserId, Double> mass = new HashMap<>();
    judged.forEach(one -> mass.merge(one.user(), one.mass(), Double::sum));
    Map<UserId, Double> factors = shares.isEmpty() ? Map.of() : Influence.factors(mass, shares);
    return new RewardPart(
        shares.isEmpty() ? judged.stream().map(Rated::exercise).toList() : inTurns(judged, factors),
        compared == 0 ? 0 : gap / compared,
        largest,
        compared,
        Arrays.stream(all).average().orElse(1),
        ImportanceWeight.effectiveSampleSize(all),
        shares.isEmpty() ? 0 : Influence.largest(mass, factors));
  }

  /**
   * Users take turns, so that a batch has something of each; each at what is left of their mass.
   */
  private static List<Exercise> inTurns(List<Rated> rated, Map<UserId, Double> factors) {
    Map<UserId, Deque<Exercise>> ofUsers = new LinkedHashMap<>();
    for (Rated one : rated) {
      ofUsers
          .computeIfAbsent(one.user(), any -> new ArrayDeque<>())
          .add(one.exercise().weighted(factors.getOrDefault(one.user(), 1.0)));
    }
    List<Exercise> ordered = new ArrayList<>();
    while (ordered.size() < rated.size()) {
      for (Deque<Exercise> own : ofUsers.values()) {
        if (!own.isEmpty()) {
          ordered.add(own.poll());
        }
      }
    }
    return ordered;
  }

  /**
   * Log-probabilities that the parent itself stored stand for what the trainer would compute, once
   * a part of them was compared and none differed: computing all anew is a third of the work of
   * training on them.
   */
  private static List<Rated> rated(
      Engine engine,
      VersionRef parent,
      VersionRef base,
      List<WorkBoard.Sample> samples,
      Map<StepId, Double> rewards,
      TrainerOptions.Mixture mixture) {
    int compared = Math.min(COMPARED, samples.size());
    List<Rated> rated =
        new ArrayList<>(
            ManyAtOnce.ask(
                samples.subList(0, compared),
                sample ->
                    rate(engine, parent, base, sample, reward(sample, rewards), mixture, false)));
    boolean trusted = true;
    for (int i = 0; i < compared; i++) {
      if (parent.equals(samples.get(i).step().version())) {
        for (double difference : rated.get(i).differences()) {
          trusted &= Math.abs(difference) <= SAME;
        }
      }
    }
    boolean stored = trusted;
    rated.addAll(
        ManyAtOnce.ask(
            samples.subList(compared, samples.size()),
            sample ->
                rate(
                    engine,
                    parent,
                    base,
                    sample,
                    reward(sample, rewards),
                    mixture,
                    stored && parent.equals(sample.step().version()))));
    return rated;
  }

  private static double reward(WorkBoard.Sample sample, Map<StepId, Double> rewards) {
    return rewards.getOrDefault(sample.step().id(), 0.0);
  }

  private static Rated rate(
      Engine engine,
      VersionRef parent,
      VersionRef base,
      WorkBoard.Sample sample,
      double reward,
      TrainerOptions.Mixture mixture,
      boolean stored) {
    StepResult result = Objects.requireNonNull(sample.step().result());
    int[] prompt = result.promptIds();
    int[] response = result.responseIds();
    int[] tokens = Arrays.copyOf(prompt, prompt.length + response.length);
    System.arraycopy(response, 0, tokens, prompt.length, response.length);
    double[] old =
        stored
            ? wide(result.logprobs())
            : wide(engine.score(new ScoreRequest(parent, tokens, prompt.length, 0)).logprobs());
    double[] reference =
        parent.equals(base)
            ? old
            : wide(engine.score(new ScoreRequest(base, tokens, prompt.length, 0)).logprobs());
    double[] differences = new double[response.length];
    double[] weights = new double[response.length];
    for (int t = 0; t < response.length; t++) {
      differences[t] = old[t] - result.logprobs()[t];
      weights[t] = ImportanceWeight.truncated(differences[t], mixture.importanceCap());
    }
    SequenceLoss loss =
        new SequenceLoss.Reward(
            prompt.length, reward, old, weights, reference, mixture.klWeight(), mixture.clip());
    return new Rated(
        new Exercise(prompt, response, loss, 0, 0, response.length, false),
        sample.step().user(),
        Math.abs(reward) * Arrays.stream(weights).sum(),
        reward,
        old,
        reference,
        differences,
        weights,
        stored);
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /**
   * A sample with what is known of its tokens.
   *
   * @param mass Σ weight · |advantage| over its tokens
   * @param old log-probabilities under the version the run begins with
   * @param reference under the base
   * @param differences old − stored
   * @param stored whether the stored log-probabilities were taken as they are
   */
  record Rated(
      Exercise exercise,
      UserId user,
      double mass,
      double reward,
      double[] old,
      double[] reference,
      double[] differences,
      double[] weights,
      boolean stored) {

    Rated with(SequenceLoss loss, double[] advantages, double[] changed) {
      double whole = 0;
      for (int t = 0; t < changed.length; t++) {
        whole += changed[t] * Math.abs(advantages[t]);
      }
      Exercise one = exercise;
      return new Rated(
          new Exercise(
              one.promptIds(),
              one.responseIds(),
              loss,
              one.gap(),
              one.surprise(),
              one.length(),
              one.broken()),
          user,
          whole,
          reward,
          old,
          reference,
          differences,
          changed,
          stored);
    }
  }
}
