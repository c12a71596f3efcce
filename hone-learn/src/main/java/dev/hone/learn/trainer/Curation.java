package dev.hone.learn.trainer;

import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.WorkBoard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a lease is trained on. Each refusal is counted by its reason; rules can be switched one
 * by one; what has no tokens cannot be trained on, and prompts of the gate must not be. Source:
 * learning.md §4.
 *
 * @param rewarded samples for the reward part
 * @param rewards of those, by step
 * @param prompts for consolidation: each once, without those that tell the lesson themselves
 * @param dropped how many, by reason
 */
record Curation(
    List<WorkBoard.Sample> rewarded,
    Map<StepId, Double> rewards,
    List<StepRecord> prompts,
    Map<String, Integer> dropped) {

  /** So many of a session are kept whatever its share: small runs have few sessions. */
  static final int ALWAYS_OF_A_SESSION = 8;

  /** A token repeated so often in a row is no answer. */
  private static final int DEGENERATE_RUN = 8;

  Curation {
    rewarded = List.copyOf(rewarded);
    rewards = Map.copyOf(rewards);
    prompts = List.copyOf(prompts);
    dropped = Map.copyOf(dropped);
  }

  /**
   * Chooses.
   *
   * @param earlier older steps of the same users whose prompts may be practised again
   * @param lessons words of those that are to go into the weights, in prompts of a user
   * @param live number of the version that the run begins with; staleness counts from it
   */
  static Curation of(
      List<WorkBoard.Sample> samples,
      List<StepRecord> earlier,
      Function<UserId, List<String>> lessons,
      CurationOptions options,
      int live) {
    Map<String, Integer> dropped = new TreeMap<>();
    Map<SessionId, Integer> sessions = new HashMap<>();
    Map<UserId, Integer> users = new HashMap<>();
    int perSession = bound(options.sessionShare(), samples.size());
    int perUser = bound(options.userShare(), samples.size());
    Set<String> answers = new HashSet<>();
    List<WorkBoard.Sample> rewarded = new ArrayList<>();
    List<StepRecord> steps = new ArrayList<>();
    for (WorkBoard.Sample sample : samples) {
      StepRecord step = sample.step();
      String reason = forbidden(sample, options);
      if (reason == null
          && sessions.merge(step.session(), 1, Integer::sum) > perSession
          && options.has(CurationRule.SESSION_SHARE)) {
        reason = CurationRule.SESSION_SHARE.reason();
      }
      if (reason == null
          && users.merge(step.user(), 1, Integer::sum) > perUser
          && options.has(CurationRule.USER_SHARE)) {
        reason = CurationRule.USER_SHARE.reason();
      }
      if (reason != null) {
        dropped.merge(reason, 1, Integer::sum);
        continue;
      }
      steps.add(step);
      reason = HoldOut.isHeldOut(step.prompt()) ? "held out for the gate" : unfit(step, options);
      if (reason == null
          && !answers.add(HoldOut.fingerprint(step.prompt()) + " " + answer(step))
          && options.has(CurationRule.DUPLICATE)) {
        reason = CurationRule.DUPLICATE.reason();
      }
      if (reason == null && options.has(CurationRule.STALE) && isStale(step, options, live)) {
        reason = CurationRule.STALE.reason();
      }
      if (reason == null) {
        rewarded.add(sample);
      } else {
        dropped.merge(reason, 1, Integer::sum);
      }
    }
    Map<StepId, Double> rewards = TurnRewards.of(rewarded, options);
    List<WorkBoard.Sample> chosen = new GroupChoice(options, rewards, dropped).of(rewarded);
    return new Curation(chosen, rewards, practised(steps, earlier, lessons, dropped), dropped);
  }

  /** Prompts to practise, each once. */
  private static List<StepRecord> practised(
      List<StepRecord> steps,
      List<StepRecord> earlier,
      Function<UserId, List<String>> lessons,
      Map<String, Integer> dropped) {
    List<StepRecord> all = new ArrayList<>(steps);
    all.addAll(earlier);
    Set<Long> seen = new HashSet<>();
    List<StepRecord> prompts = new ArrayList<>();
    for (StepRecord step : all) {
      if (HoldOut.isHeldOut(step.prompt()) || !seen.add(HoldOut.fingerprint(step.prompt()))) {
        continue;
      }
      if (Told.by(step.prompt(), lessons.apply(step.user()))) {
        dropped.merge("prompt tells the lesson itself", 1, Integer::sum);
        continue;
      }
      prompts.add(step);
    }
    return prompts;
  }

  private static int bound(double share, int samples) {
    return Math.max(ALWAYS_OF_A_SESSION, (int) Math.ceil(share * samples));
  }

  /** Why a step is no business of the trainer's at all; null if it may be used. */
  private static @Nullable String forbidden(WorkBoard.Sample sample, CurationOptions options) {
    if (sample.step().line() == Line.SIDE && options.has(CurationRule.SIDE)) {
      return CurationRule.SIDE.reason();
    }
    if (!sample.step().consent() && options.has(CurationRule.CONSENT)) {
      return CurationRule.CONSENT.reason();
    }
    return sample.verdict() == Verdict.UNKNOWN ? CurationRule.UNKNOWN.reason() : null;
  }

  private static boolean isStale(StepRecord step, CurationOptions options, int live) {
    StepResult result = step.result();
    int oldest =
        result == null
            ? live
            : result.spans().stream().mapToInt(span -> span.version().number()).min().orElse(live);
    return live - oldest > options.maxStaleness();
  }

  private static String answer(StepRecord step) {
    StepResult result = step.result();
    return result == null ? "" : Arrays.toString(result.responseIds());
  }

  /** Why an answer is not rewarded; null if it may be. */
  private static @Nullable String unfit(StepRecord step, CurationOptions options) {
    StepResult result = step.result();
    if (result == null || result.responseIds().length == 0 || result.promptIds().length == 0) {
      return "no tokens";
    }
    if (result.untrainable() != null) {
      return "untrainable: " + result.untrainable();
    }
    if (result.logprobs().length != result.responseIds().length) {
      return "no log-probabilities";
    }
    if (options.has(CurationRule.EMPTY)
        && result.response().content().isBlank()
        && result.response().toolCalls().isEmpty()) {
      return CurationRule.EMPTY.reason();
    }
    if (options.has(CurationRule.CUT_OFF) && result.finishReason().equals("length")) {
      return CurationRule.CUT_OFF.reason();
    }
    return options.has(CurationRule.DEGENERATE) && isDegenerate(result.responseIds())
        ? CurationRule.DEGENERATE.reason()
        : null;
  }

  /** One token over and over. */
  static boolean isDegenerate(int[] ids) {
    int run = 1;
    for (int i = 1; i < ids.length; i++) {
      run = ids[i] == ids[i - 1] ? run + 1 : 1;
      if (run >= DEGENERATE_RUN) {
        return true;
      }
    }
    return false;
  }
}
