package dev.hone.learn.trainer;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rules choose what is trained on, and their numbers.
 *
 * @param on rules that are switched on
 * @param sessionShare largest share of one session in a run
 * @param userShare largest share of one user in a run of several users
 * @param maxStaleness versions that the oldest token of an answer may be behind the live one
 * @param lengthFactor of the task's longest success, over which an answer is too long
 * @param entropy share of the run's steps with the highest token entropy that are trained on
 * @param groupSize rollouts that a group must have
 * @param newest versions whose rollouts make up a group
 * @param reward how verdicts become rewards
 * @param outcomeWeight share of the outcome in a mixed reward
 * @param discount of the outcome for each step further from the end of its turn
 */
public record CurationOptions(
    Set<CurationRule> on,
    double sessionShare,
    double userShare,
    int maxStaleness,
    double lengthFactor,
    double entropy,
    int groupSize,
    int newest,
    RewardKind reward,
    double outcomeWeight,
    double discount) {

  public CurationOptions {
    on = Set.copyOf(on);
  }

  /**
   * What was done before there were switches: the rules of learning.md that hold for everybody, and
   * the verdict of each step as its reward. Staleness 4 is the outer limit in use; entropy 0.8,
   * groups of 8 and 2 versions are DART's.
   */
  public static CurationOptions defaults() {
    return new CurationOptions(
        Arrays.stream(CurationRule.values())
            .filter(CurationRule::isByDefault)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(CurationRule.class))),
        0.25,
        1,
        4,
        1.5,
        0.8,
        8,
        2,
        RewardKind.PROCESS,
        0.5,
        1);
  }

  boolean has(CurationRule rule) {
    return !rule.hasSwitch() || on.contains(rule);
  }

  /** With one rule switched. */
  public CurationOptions with(CurationRule rule, boolean switchedOn) {
    Set<CurationRule> changed = EnumSet.noneOf(CurationRule.class);
    changed.addAll(on);
    if (switchedOn) {
      changed.add(rule);
    } else {
      changed.remove(rule);
    }
    return new CurationOptions(
        changed,
        sessionShare,
        userShare,
        maxStaleness,
        lengthFactor,
        entropy,
        groupSize,
        newest,
        reward,
        outcomeWeight,
        discount);
  }

  /** With other shares. */
  public CurationOptions withShares(double ofSession, double ofUser) {
    return new CurationOptions(
        on,
        ofSession,
        ofUser,
        maxStaleness,
        lengthFactor,
        entropy,
        groupSize,
        newest,
        reward,
        outcomeWeight,
        discount);
  }

  /** With another reward. */
  public CurationOptions withReward(RewardKind kind, double weight, double gamma) {
    return new CurationOptions(
        on,
        sessionShare,
        userShare,
        maxStaleness,
        lengthFactor,
        entropy,
        groupSize,
        newest,
        kind,
        weight,
        gamma);
  }

  /** With a smaller or larger bound of staleness. */
  public CurationOptions withMaxStaleness(int versions) {
    return new CurationOptions(
        on,
        sessionShare,
        userShare,
        versions,
        lengthFactor,
        entropy,
        groupSize,
        newest,
        reward,
        outcomeWeight,
        discount);
  }

  /** With other groups. */
  public CurationOptions withGroups(int size, int versions) {
    return new CurationOptions(
        on,
        sessionShare,
        userShare,
        maxStaleness,
        lengthFactor,
        entropy,
        size,
        versions,
        reward,
        outcomeWeight,
        discount);
  }
}
