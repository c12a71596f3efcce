package dev.hone.learn.trainer;

import dev.hone.learn.advantage.Groups;
import dev.hone.learn.advantage.Masked;
import dev.hone.learn.algorithm.Recipe;
import dev.hone.learn.algorithm.RewardObjective;
import dev.hone.learn.objective.SequenceLoss;
import dev.hone.learn.policy.PolicyLoss;
import dev.hone.learn.policy.PolicyPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The reward part by another recipe than the default: all samples of a run are one batch. */
final class RecipeLosses {

  private RecipeLosses() {}

  /** The same samples with the recipe's losses and weights. */
  static List<RewardPart.Rated> of(List<RewardPart.Rated> samples, Recipe recipe) {
    RewardObjective objective = new RewardObjective(recipe);
    int count = samples.size();
    double[] verdicts = new double[count];
    double[][] logRatios = new double[count][];
    for (int i = 0; i < count; i++) {
      verdicts[i] = samples.get(i).reward();
      logRatios[i] = samples.get(i).differences();
    }
    double[][] mask = Masked.all(logRatios);
    double[][] advantages = objective.advantages(verdicts, groups(samples), mask);
    double[][] weights = objective.correction().weights(logRatios, advantages, mask);
    List<RewardPart.Rated> changed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RewardPart.Rated one = samples.get(i);
      changed.add(
          one.with(loss(one, objective, advantages[i], weights[i]), advantages[i], weights[i]));
    }
    return changed;
  }

  /** Answers to the very same tokens: the same prompt with the same lessons in it. */
  private static Groups groups(List<RewardPart.Rated> samples) {
    return Groups.by(
        samples.stream()
            .map(sample -> Arrays.toString(sample.exercise().promptIds()))
            .toArray(String[]::new));
  }

  private static SequenceLoss loss(
      RewardPart.Rated sample, RewardObjective objective, double[] advantages, double[] weights) {
    PolicyLoss loss = objective.loss();
    List<SequenceLoss.TokenFunction> tokens = new ArrayList<>();
    for (int t = 0; t < advantages.length; t++) {
      double old = sample.old()[t];
      double reference = sample.reference()[t];
      double weight = weights[t];
      PolicyPlace place =
          PolicyPlace.of(advantages[t], old, old - sample.differences()[t], reference);
      tokens.add(
          logProb -> loss.at(place, logProb).times(weight).plus(objective.kl(logProb, reference)));
    }
    return new SequenceLoss.Each(sample.exercise().promptIds().length, tokens);
  }
}
