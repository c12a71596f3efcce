package dev.hone.learn.trainer;

import dev.hone.core.SessionId;
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
import org.jspecify.annotations.Nullable;

/**
 * What of a lease is trained on. Never: empty, degenerate or cut-off answers, duplicates, more than
 * a set share from one session, prompts that belong to the gate. Source: learning.md §4. Each
 * refusal is counted by its reason.
 *
 * @param rewarded samples for the reward part
 * @param prompts for consolidation: each once, without those that tell the lesson themselves
 * @param dropped how many, by reason
 */
record Curation(
    List<WorkBoard.Sample> rewarded, List<StepRecord> prompts, Map<String, Integer> dropped) {

  /** So many of a session are kept whatever its share: small runs have few sessions. */
  static final int ALWAYS_OF_A_SESSION = 8;

  /** A token repeated so often in a row is no answer. */
  private static final int DEGENERATE_RUN = 8;

  Curation {
    rewarded = List.copyOf(rewarded);
    prompts = List.copyOf(prompts);
    dropped = Map.copyOf(dropped);
  }

  /**
   * Chooses.
   *
   * @param earlier older steps of the same user whose prompts may be practised again
   * @param lessons words of those that are to go into the weights
   */
  static Curation of(
      List<WorkBoard.Sample> samples,
      List<StepRecord> earlier,
      List<String> lessons,
      double sessionShare) {
    Map<String, Integer> dropped = new TreeMap<>();
    int perSession = Math.max(ALWAYS_OF_A_SESSION, (int) Math.ceil(sessionShare * samples.size()));
    Map<SessionId, Integer> sessions = new HashMap<>();
    Set<String> answers = new HashSet<>();
    List<WorkBoard.Sample> rewarded = new ArrayList<>();
    List<StepRecord> steps = new ArrayList<>();
    for (WorkBoard.Sample sample : samples) {
      if (sessions.merge(sample.step().session(), 1, Integer::sum) > perSession) {
        dropped.merge("share of one session", 1, Integer::sum);
        continue;
      }
      steps.add(sample.step());
      if (HoldOut.isHeldOut(sample.step().prompt())) {
        dropped.merge("held out for the gate", 1, Integer::sum);
        continue;
      }
      String reason = unfit(sample.step());
      if (reason == null
          && !answers.add(
              HoldOut.fingerprint(sample.step().prompt()) + " " + answer(sample.step()))) {
        reason = "duplicate";
      }
      if (reason == null) {
        rewarded.add(sample);
      } else {
        dropped.merge(reason, 1, Integer::sum);
      }
    }
    steps.addAll(earlier);
    Set<Long> seen = new HashSet<>();
    List<StepRecord> prompts = new ArrayList<>();
    for (StepRecord step : steps) {
      if (HoldOut.isHeldOut(step.prompt()) || !seen.add(HoldOut.fingerprint(step.prompt()))) {
        continue;
      }
      if (Told.by(step.prompt(), lessons)) {
        dropped.merge("prompt tells the lesson itself", 1, Integer::sum);
        continue;
      }
      prompts.add(step);
    }
    return new Curation(rewarded, prompts, dropped);
  }

  private static String answer(StepRecord step) {
    StepResult result = step.result();
    return result == null ? "" : Arrays.toString(result.responseIds());
  }

  /** Why an answer is not rewarded; null if it may be. */
  private static @Nullable String unfit(StepRecord step) {
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
    if (result.response().content().isBlank() && result.response().toolCalls().isEmpty()) {
      return "empty";
    }
    if (result.finishReason().equals("length")) {
      return "cut off";
    }
    return isDegenerate(result.responseIds()) ? "degenerate" : null;
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
