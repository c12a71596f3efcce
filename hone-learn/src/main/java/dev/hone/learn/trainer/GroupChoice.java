package dev.hone.learn.trainer;

import dev.hone.core.StepId;
import dev.hone.learn.selection.EntropyQuantile;
import dev.hone.learn.selection.GroupRule;
import dev.hone.store.StepResult;
import dev.hone.store.WorkBoard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rules about samples beside each other: length against the task's successes, groups of one task,
 * entropy. A task is a prompt; its samples are answers to it. Source: learning.md §4 (DART, DAPO).
 */
final class GroupChoice {

  private final CurationOptions options;
  private final Map<StepId, Double> rewards;
  private final Map<String, Integer> dropped;

  /**
   * @param rewards of every sample
   * @param dropped is counted up
   */
  GroupChoice(CurationOptions options, Map<StepId, Double> rewards, Map<String, Integer> dropped) {
    this.options = options;
    this.rewards = rewards;
    this.dropped = dropped;
  }

  List<WorkBoard.Sample> of(List<WorkBoard.Sample> samples) {
    Map<Long, List<WorkBoard.Sample>> tasks = new LinkedHashMap<>();
    for (WorkBoard.Sample sample : samples) {
      tasks
          .computeIfAbsent(HoldOut.fingerprint(sample.step().prompt()), any -> new ArrayList<>())
          .add(sample);
    }
    List<WorkBoard.Sample> chosen = new ArrayList<>();
    for (List<WorkBoard.Sample> task : tasks.values()) {
      List<WorkBoard.Sample> left =
          options.has(CurationRule.LONG) ? withoutLong(task) : List.copyOf(task);
      left = options.has(CurationRule.GROUP) ? trainable(left) : left;
      if (options.has(CurationRule.EQUAL)
          && new GroupRule.NotEqual().of(scores(left)) == GroupRule.Decision.DROP) {
        drop(CurationRule.EQUAL, left.size());
        left = List.of();
      }
      chosen.addAll(left);
    }
    return options.has(CurationRule.LOW_ENTROPY) ? surprising(chosen) : inOrder(samples, chosen);
  }

  /** Answers up to the task's longest success times a factor; all while nothing has succeeded. */
  private List<WorkBoard.Sample> withoutLong(List<WorkBoard.Sample> task) {
    int longest =
        task.stream()
            .filter(sample -> reward(sample) > 0)
            .mapToInt(GroupChoice::length)
            .max()
            .orElse(0);
    if (longest == 0) {
      return List.copyOf(task);
    }
    List<WorkBoard.Sample> left =
        task.stream().filter(s -> length(s) <= longest * options.lengthFactor()).toList();
    drop(CurationRule.LONG, task.size() - left.size());
    return left;
  }

  /**
   * The rollouts of the newest versions if they are enough and not all good. In a group of which
   * none is good the oldest gives its place to the task's newest success of an older version, whose
   * importance weight is truncated like everybody's.
   */
  private List<WorkBoard.Sample> trainable(List<WorkBoard.Sample> task) {
    Set<Integer> newest =
        task.stream()
            .map(GroupChoice::version)
            .distinct()
            .sorted(Comparator.reverseOrder())
            .limit(options.newest())
            .collect(Collectors.toSet());
    List<WorkBoard.Sample> group =
        new ArrayList<>(task.stream().filter(s -> newest.contains(version(s))).toList());
    double[] zeroToOne = Arrays.stream(scores(group)).map(score -> Math.max(0, score)).toArray();
    List<WorkBoard.Sample> left =
        switch (new GroupRule.Trainable(options.groupSize(), 1).of(zeroToOne)) {
          case TRAIN -> group;
          case INJECT_POSITIVE -> withSuccess(group, task);
          case WAIT, DROP, DROP_ALL_SUCCESS -> List.of();
        };
    drop(CurationRule.GROUP, task.size() - left.size());
    return left;
  }

  private List<WorkBoard.Sample> withSuccess(
      List<WorkBoard.Sample> group, List<WorkBoard.Sample> task) {
    Optional<WorkBoard.Sample> success =
        task.stream()
            .filter(sample -> reward(sample) > 0)
            .max(Comparator.comparing(sample -> sample.step().started()));
    if (success.isEmpty()) {
      return List.of();
    }
    WorkBoard.Sample oldest =
        group.stream().min(Comparator.comparing(sample -> sample.step().started())).orElseThrow();
    group.set(group.indexOf(oldest), success.get());
    return group;
  }

  /**
   * The share of steps whose tokens were least sure: mean −log-probability of the sampled tokens,
   * which is what their entropy is on average.
   */
  private List<WorkBoard.Sample> surprising(List<WorkBoard.Sample> samples) {
    double[] surprise = samples.stream().mapToDouble(GroupChoice::surprise).toArray();
    double[] keep = new EntropyQuantile(1 - options.entropy()).keep(surprise);
    List<WorkBoard.Sample> left = new ArrayList<>();
    for (int i = 0; i < keep.length; i++) {
      if (keep[i] > 0) {
        left.add(samples.get(i));
      }
    }
    drop(CurationRule.LOW_ENTROPY, samples.size() - left.size());
    return left;
  }

  private static List<WorkBoard.Sample> inOrder(
      List<WorkBoard.Sample> all, List<WorkBoard.Sample> chosen) {
    return all.stream().filter(chosen::contains).toList();
  }

  private void drop(CurationRule rule, int count) {
    if (count > 0) {
      dropped.merge(rule.reason(), count, Integer::sum);
    }
  }

  private double reward(WorkBoard.Sample sample) {
    return rewards.getOrDefault(sample.step().id(), 0.0);
  }

  private double[] scores(List<WorkBoard.Sample> samples) {
    return samples.stream().mapToDouble(this::reward).toArray();
  }

  private static int length(WorkBoard.Sample sample) {
    StepResult result = sample.step().result();
    return result == null ? 0 : result.responseIds().length;
  }

  private static int version(WorkBoard.Sample sample) {
    StepResult result = sample.step().result();
    return result == null
        ? 0
        : result.spans().stream().mapToInt(span -> span.version().number()).min().orElse(0);
  }

  private static double surprise(WorkBoard.Sample sample) {
    StepResult result = sample.step().result();
    double sum = 0;
    if (result != null) {
      for (float logprob : result.logprobs()) {
        sum -= logprob;
      }
    }
    return result == null || result.logprobs().length == 0 ? 0 : sum / result.logprobs().length;
  }
}
